package io.domainflow.web.json;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a request, so that its sender learns of every fault at once. Not
 * thread-safe.
 *
 * <p>At most {@value #MAX_VIOLATIONS} faults are kept and long paths are shortened, so that the
 * answer to a hostile request stays small.
 */
public final class Violations {

  static final int MAX_VIOLATIONS = 100;
  private static final int MAX_PATH_LENGTH = 200;

  private final List<Violation> found = new ArrayList<>();

  /** Adds a fault of the field at the path {@code field}; empty for the request as a whole. */
  public void add(String field, String message) {
    if (found.size() < MAX_VIOLATIONS) {
      found.add(new Violation(shortened(field), message));
    }
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Ends the request if anything is wrong. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }

  /** Whether a fault of this field, or of a member of the object that it is, is already known. */
  boolean covers(String field) {
    String path = shortened(field);
    return found.stream()
        .map(Violation::field)
        .anyMatch(known -> known.equals(path) || known.startsWith(path + "."));
  }

  private static String shortened(String field) {
    return field.length() <= MAX_PATH_LENGTH ? field : field.substring(0, MAX_PATH_LENGTH) + "…";
  }
}
