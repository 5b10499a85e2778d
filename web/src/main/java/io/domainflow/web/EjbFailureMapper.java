package io.domainflow.web;

import jakarta.ejb.EJBException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes a problem of what an EJB was ended by. {@link ThrowableMapper} would, but Jersey has a
 * mapper of its own for these, which asks that one twice for its answer: each failure would be
 * logged under two incidents, of which the client gets one.
 */
@Provider
public class EjbFailureMapper implements ExceptionMapper<EJBException> {

  @Context UriInfo uri;

  @Override
  public Response toResponse(EJBException failure) {
    return ProblemResponses.answer(failure, uri.getRequestUri().getRawPath());
  }
}
