package io.domainflow.web;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes a problem of whatever ends a request. One mapper for all failures, since what counts is
 * often deep in the chain of causes, below what the container wrapped around it.
 */
@Provider
public class ThrowableMapper implements ExceptionMapper<Throwable> {

  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    return ProblemResponses.answer(failure, uri.getRequestUri().getRawPath());
  }
}
