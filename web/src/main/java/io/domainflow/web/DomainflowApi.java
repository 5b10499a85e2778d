package io.domainflow.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
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
                    + " 64-bit numbers are strings; unknown fields and parameters are refused."))
public class DomainflowApi extends Application {

  /** Jersey would answer OPTIONS with a WADL of its own, beside the OpenAPI description. */
  private static final String WADL_OFF = "jersey.config.server.wadl.disableWadl";

  @Override
  public Map<String, Object> getProperties() {
    return Map.of(WADL_OFF, true);
  }
}
