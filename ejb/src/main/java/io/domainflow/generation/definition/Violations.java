package io.domainflow.generation.definition;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects the invalid fields of one definition. For one thread. */
final class Violations {

  private static final String PATH = "generation.";

  private final List<Violation> found = new ArrayList<>();

  /** Adds a fault of {@code field}, the name of a component of the definition. */
  void add(String field, String message) {
    found.add(new Violation(PATH + field, message));
  }

  /**
   * Goes on only if nothing was found.
   *
   * @throws InvalidRequestException with all that was found
   */
  void refuseAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }
}
