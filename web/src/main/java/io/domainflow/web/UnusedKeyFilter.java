package io.domainflow.web;

import io.domainflow.InvalidRequestException;
import io.domainflow.idempotency.IdempotencyKey;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses an Idempotency-Key where it would have no effect: who sends one relies on it. What only
 * reads may carry one, for it changes nothing.
 */
@Provider
public class UnusedKeyFilter implements ContainerRequestFilter {

  private static final Set<String> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  @Context ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getHeaders().containsKey(IdempotencyKey.HEADER)
        && !READING.contains(request.getMethod())
        && !takesKey(resource.getResourceMethod())) {
      throw new InvalidRequestException(
          IdempotencyKey.HEADER,
          "is taken by POST /campaigns and POST /pipelines only; here it would have no effect");
    }
  }

  static boolean takesKey(Method method) {
    return Stream.of(method.getParameters())
        .map(parameter -> parameter.getAnnotation(HeaderParam.class))
        .filter(Objects::nonNull)
        .anyMatch(header -> header.value().equals(IdempotencyKey.HEADER));
  }
}
