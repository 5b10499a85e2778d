package io.domainflow.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** The root of the HTTP API; its resources and providers are found by their annotations. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
    info =
        @Info(
            title = "DomainFlow",
            version = "1",
            description =
                "Campaigns that generate and check domain names. Errors are problems of RFC 9457;"
                    + " 64-bit numbers are strings; unknown fields and parameters are refused."
                    + " The ETag of a campaign is the version of its state: it changes with each"
                    + " change of the state and not with progress, so it is there for If-Match and"
                    + " tells no cache that nothing has changed. Idempotency-Key is taken by POST"
                    + " /campaigns and POST /pipelines, and refused by every other POST, PATCH and"
                    + " DELETE: control calls are judged by the campaign's state, and If-Match"
                    + " tells whether it is still the one that was seen."))
public class DomainflowApi extends Application {

  /** Jersey would answer OPTIONS with a WADL of its own, beside the OpenAPI description. */
  private static final String WADL_OFF = "jersey.config.server.wadl.disableWadl";

  /**
   * Without the lenient JSON providers of the platform, a body is read strictly or not at all: one
   * that the strict reader did not take would otherwise silently be theirs.
   */
  private static final List<String> LENIENT_JSON_OFF =
      List.of(
          "jersey.config.disableJsonBinding",
          "jersey.config.disableJsonProcessing",
          "jersey.config.disableMoxyJson");

  @Override
  public Map<String, Object> getProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(WADL_OFF, true);
    LENIENT_JSON_OFF.forEach(feature -> properties.put(feature, true));
    return properties;
  }
}
