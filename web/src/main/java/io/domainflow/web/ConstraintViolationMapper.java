package io.domainflow.web;

import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes a problem of broken constraints. {@link ThrowableMapper} would, but Jersey has a mapper of
 * its own for these, which is nearer to them and answers HTML.
 */
@Provider
public class ConstraintViolationMapper implements ExceptionMapper<ConstraintViolationException> {

  @Context UriInfo uri;

  @Override
  public Response toResponse(ConstraintViolationException failure) {
    return ProblemResponses.answer(failure, uri.getRequestUri().getRawPath());
  }
}
