package io.domainflow.web;

import io.domainflow.web.json.Violations;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses query parameters that the chosen resource method does not take, and repeated ones: a
 * misspelt filter must not silently give everything.
 */
@Provider
public class UnknownParameterFilter implements ContainerRequestFilter {

  @Context ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    check(resource.getResourceMethod(), request.getUriInfo().getQueryParameters());
  }

  static void check(Method method, MultivaluedMap<String, String> given) {
    Set<String> known = parametersOf(method);
    Violations violations = new Violations();
    new TreeMap<>(given)
        .forEach(
            (name, values) -> {
              if (!known.contains(name)) {
                violations.add(name, "is not a known query parameter");
              } else if (values.size() > 1) {
                violations.add(name, "must be given once only");
              }
            });
    violations.throwIfAny();
  }

  private static Set<String> parametersOf(Method method) {
    return Stream.of(method.getParameters())
        .map((Parameter parameter) -> parameter.getAnnotation(QueryParam.class))
        .filter(Objects::nonNull)
        .map(QueryParam::value)
        .collect(Collectors.toSet());
  }
}
