package io.domainflow.web.json;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Reads the JSON of every request, as a record or as a {@link RequestDocument}. It takes the place
 * of JSON-B, whose implementations drop unknown fields and convert between types without a word.
 *
 * <p>Dependent, for a client proxy would hide from JAX-RS that records are what is read here.
 */
@Provider
@Dependent
@Consumes(MediaType.APPLICATION_JSON)
public class StrictJsonBodyReader implements MessageBodyReader<Record> {

  @Inject Validator validator;

  @Override
  public boolean isReadable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type.isRecord();
  }

  @Override
  public Record readFrom(
      Class<Record> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    JsonObject json = StrictJson.parse(RequestBody.read(body, headers));
    return type.equals(RequestDocument.class)
        ? new RequestDocument(json)
        : new RecordReader(validator).read(json, type);
  }
}
