package io.domainflow;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A request with one or more invalid fields; every one of them is named. Thrown before anything is
 * stored.
 */
public final class InvalidRequestException extends RejectedException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * One invalid field.
   *
   * @param field the path of the field in the request, for example {@code generation.count}; empty
   *     when the request as a whole is meant
   * @param message what is wrong and what is allowed
   */
  public record Violation(String field, String message) {}

  /** A failure that names all {@code violations}; at least one is needed. */
  public InvalidRequestException(List<Violation> violations) {
    super("invalid-request", describe(violations), null);
    this.violations = List.copyOf(violations);
  }

  /** A failure with one invalid field. */
  public InvalidRequestException(String field, String message) {
    this(List.of(new Violation(field, message)));
  }

  /** The invalid fields, in the order in which they were found. */
  public List<Violation> violations() {
    return violations;
  }

  private static String describe(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("an invalid request needs at least one violation");
    }
    return violations.stream()
        .map(violation -> violation.field() + ": " + violation.message())
        .collect(Collectors.joining("; "));
  }
}
