package io.domainflow.web;

import io.domainflow.web.json.Compact;
import io.domainflow.web.json.RecordBodyWriter;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;

/** Answers failed requests, and logs those that are not their sender's fault, once. */
final class ProblemResponses {

  private static final Logger LOG = System.getLogger(ProblemResponses.class.getName());

  private static final int RETRY_AFTER_SECONDS = 1;

  /** What the refusals of JAX-RS bring along for their client (RFC 9110, sections 10.2.1, 11.6). */
  private static final List<String> KEPT_HEADERS =
      List.of(HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.RETRY_AFTER);

  private ProblemResponses() {}

  /** The answer to a request of {@code path} that ended with {@code failure}. */
  static Response answer(Throwable failure, String path) {
    if (failure instanceof WebApplicationException redirect
        && redirect.getResponse().getStatus() < Status.BAD_REQUEST.getStatusCode()) {
      return redirect.getResponse();
    }
    Problem problem = logged(new ProblemTranslation(path).translate(failure), failure);
    ResponseBuilder answer =
        Response.status(problem.status())
            .type(RecordBodyWriter.PROBLEM_JSON)
            .entity(new Compact(problem));
    if (problem.status() == Status.SERVICE_UNAVAILABLE.getStatusCode()) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (failure instanceof WebApplicationException refusal) {
      keepHeaders(refusal.getResponse(), answer);
    }
    return answer.build();
  }

  private static Problem logged(Problem problem, Throwable failure) {
    if (problem.status() < Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
      return problem;
    }
    String incident = UUID.randomUUID().toString();
    if (problem.status() == Status.SERVICE_UNAVAILABLE.getStatusCode()) {
      LOG.log(
          Level.WARNING,
          "{0} cannot be answered at the moment, incident {1}: {2}",
          problem.instance(),
          incident,
          failure);
    } else {
      LOG.log(Level.ERROR, problem.instance() + " failed, incident " + incident, failure);
    }
    return problem.withIncident(incident);
  }

  private static void keepHeaders(Response refusal, ResponseBuilder answer) {
    for (String name : KEPT_HEADERS) {
      if (refusal.getHeaderString(name) != null) {
        answer.header(name, refusal.getHeaderString(name));
      }
    }
  }
}
