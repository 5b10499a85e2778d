package io.domainflow.web;

import io.domainflow.InvalidRequestException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.stream.Stream;

/**
 * Refuses a request without a body where one is needed: JAX-RS would hand the resource method null,
 * whatever it takes, if the request has no Content-Type either.
 */
@Provider
public class MissingBodyFilter implements ContainerRequestFilter {

  @Context ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!request.hasEntity() && takesBody(resource.getResourceMethod())) {
      throw new InvalidRequestException("", "the body must be a JSON object, not empty");
    }
  }

  /** The body is the one parameter without an annotation (Jakarta REST, section 3.3.2.1). */
  static boolean takesBody(Method method) {
    return Stream.of(method.getParameters())
        .anyMatch(parameter -> parameter.getAnnotations().length == 0);
  }
}
