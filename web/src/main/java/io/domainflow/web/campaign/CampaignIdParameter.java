package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Reads the ids of campaigns out of paths. */
@Provider
public class CampaignIdParameter implements ParamConverterProvider {

  @Override
  @SuppressWarnings("unchecked") // T is CampaignId where a converter is returned
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> type, Type genericType, Annotation[] annotations) {
    return type.equals(CampaignId.class) ? (ParamConverter<T>) new Converter() : null;
  }

  static final class Converter implements ParamConverter<CampaignId> {

    @Override
    public CampaignId fromString(String text) {
      return CampaignId.parse(text).orElseThrow(MalformedCampaignIdException::new);
    }

    @Override
    public String toString(CampaignId id) {
      return id.toString();
    }
  }
}
