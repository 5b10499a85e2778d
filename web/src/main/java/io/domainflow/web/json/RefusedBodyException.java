package io.domainflow.web.json;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;

/** The body of a request was refused before it was looked into; the message is for its sender. */
public final class RefusedBodyException extends ClientErrorException {

  private static final long serialVersionUID = 1L;

  RefusedBodyException(Status status, String message) {
    super(message, status);
  }
}
