package io.domainflow.web;

import io.domainflow.ConflictException;
import io.domainflow.DefectException;
import io.domainflow.DomainflowException;
import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.RejectedException;
import io.domainflow.TransientException;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.idempotency.IdempotencyKeyReusedException;
import io.domainflow.transaction.failure.FailedOperation;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.web.json.ConstraintFaults;
import io.domainflow.web.json.RefusedBodyException;
import jakarta.resource.ResourceException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the problem that a failure is to its sender. Knows failures by their types and never by
 * their texts; of an unexpected failure nothing is shown.
 */
final class ProblemTranslation {

  /** Failures are seldom wrapped more than ten times; a cycle must not keep us. */
  private static final int MAX_CAUSES = 50;

  /**
   * Classes of SQLSTATE that pass: 08 connection, 40 transaction rollback, 53 insufficient
   * resources, 57 operator intervention (PostgreSQL manual, appendix A).
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57");

  /** RFC 9110, section 15.5.21; not among the constants of JAX-RS. */
  private static final int UNPROCESSABLE_CONTENT = 422;

  private static final String NOT_FOUND_SUFFIX = "-not-found";

  /** What JAX-RS itself refuses; its own texts name Java classes and methods. */
  private static final Map<Integer, Known> KNOWN =
      Map.of(
          400, new Known("bad-request", "The request is not understood."),
          401, new Known("unauthorized", "The request needs an identity."),
          403, new Known("forbidden", "The request is not allowed."),
          404, new Known("not-found", "Nothing is at this path."),
          405, new Known("method-not-allowed", "The path does not take this method."),
          406, new Known("not-acceptable", "No media type of Accept can be given."),
          413, new Known("content-too-large", "The body is too large."),
          415, new Known("unsupported-media-type", "The body must be application/json."));

  private record Known(String code, String detail) {}

  private final String instance;

  /** Translates for a request of the path {@code instance}. */
  ProblemTranslation(String instance) {
    this.instance = instance;
  }

  /** The problem that {@code failure} is. */
  Problem translate(Throwable failure) {
    Optional<DomainflowException> own = cause(failure, DomainflowException.class);
    if (own.isPresent()) {
      return translateOwn(own.get());
    }
    Optional<ConstraintViolationException> constraints =
        cause(failure, ConstraintViolationException.class);
    if (constraints.isPresent()) {
      return invalid(ConstraintFaults.of("", constraints.get().getConstraintViolations()));
    }
    if (failure instanceof WebApplicationException refusal) {
      return refused(refusal);
    }
    return causes(failure).anyMatch(ProblemTranslation::passes) ? unavailable() : defect();
  }

  private Problem translateOwn(DomainflowException failure) {
    if (failure instanceof InvalidRequestException invalid) {
      return invalid(invalid.violations());
    }
    if (failure instanceof RefusedChange refused) {
      boolean isStale = refused instanceof RefusedChange.StaleVersion;
      return ofOwn(
              failure, (isStale ? Status.PRECONDITION_FAILED : Status.CONFLICT).getStatusCode())
          .withTransition(refused.current(), refused.wanted());
    }
    if (failure instanceof IdempotencyKeyReusedException) {
      return ofOwn(failure, UNPROCESSABLE_CONTENT);
    }
    if (failure instanceof RejectedException) {
      boolean notFound = failure.code().endsWith(NOT_FOUND_SUFFIX);
      return ofOwn(failure, (notFound ? Status.NOT_FOUND : Status.BAD_REQUEST).getStatusCode());
    }
    if (failure instanceof ConflictException) {
      return ofOwn(failure, Status.CONFLICT.getStatusCode());
    }
    if (failure instanceof TransactionFailure.InDoubt inDoubt) {
      return inDoubt(inDoubt.operation());
    }
    if (failure instanceof TransientException) {
      return unavailable();
    }
    if (failure instanceof DefectException) {
      return defect();
    }
    throw new IllegalStateException("not of one of the four kinds: " + failure, failure);
  }

  private Problem ofOwn(DomainflowException failure, int status) {
    String detail = String.valueOf(failure.getMessage());
    return Problem.of(failure.code(), status, detail, instance);
  }

  private Problem invalid(List<Violation> violations) {
    String detail =
        violations.stream()
            .map(
                fault ->
                    fault.field().isEmpty()
                        ? fault.message()
                        : fault.field() + ": " + fault.message())
            .collect(Collectors.joining("; "));
    return Problem.of("invalid-request", Status.BAD_REQUEST.getStatusCode(), detail, instance)
        .withErrors(violations);
  }

  private Problem refused(WebApplicationException refusal) {
    int status = refusal.getResponse().getStatus();
    if (status >= Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
      return defect();
    }
    Known known = KNOWN.getOrDefault(status, new Known("http-" + status, "It was refused."));
    boolean explained = refusal instanceof RefusedBodyException;
    String detail = explained ? String.valueOf(refusal.getMessage()) : known.detail();
    return Problem.of(known.code(), status, detail, instance);
  }

  private Problem unavailable() {
    return Problem.of(
        "unavailable",
        Status.SERVICE_UNAVAILABLE.getStatusCode(),
        "DomainFlow cannot do this at the moment; the same request may succeed later.",
        instance);
  }

  private Problem inDoubt(FailedOperation operation) {
    return Problem.of(
        "commit-in-doubt",
        Status.SERVICE_UNAVAILABLE.getStatusCode(),
        "The connection to the database was lost while %s was being committed: it is stored whole or not at all. Look before the request is repeated; its transaction is %s."
            .formatted(operation.operation(), operation.transactionId()),
        instance);
  }

  private Problem defect() {
    return Problem.of(
        "internal-error",
        Status.INTERNAL_SERVER_ERROR.getStatusCode(),
        "The request failed inside DomainFlow; its log tells more about this incident.",
        instance);
  }

  private static boolean passes(Throwable cause) {
    if (cause instanceof SQLException sql && sql.getSQLState() != null) {
      return sql.getSQLState().length() > 2
          && PASSING_CLASSES.contains(sql.getSQLState().substring(0, 2));
    }
    // What the connector of the pool throws when no connection is to be had.
    return cause instanceof ResourceException;
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MAX_CAUSES);
  }
}
