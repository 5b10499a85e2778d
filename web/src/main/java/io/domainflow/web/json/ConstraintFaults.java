package io.domainflow.web.json;

import io.domainflow.InvalidRequestException.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Tells broken Jakarta Validation constraints by the paths that the API uses. */
public final class ConstraintFaults {

  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::field).thenComparing(Violation::message);

  private ConstraintFaults() {}

  /**
   * The broken constraints, ordered by field: a validator finds them in any order.
   *
   * @param parent the path of the object that was validated; empty for a whole request
   */
  public static List<Violation> of(
      String parent, Collection<? extends ConstraintViolation<?>> broken) {
    return broken.stream()
        .map(fault -> new Violation(path(parent, fault.getPropertyPath()), fault.getMessage()))
        .sorted(ORDER)
        .toList();
  }

  /** Jakarta Validation writes {@code tlds[1].<list element>} for what the API calls tlds[1]. */
  private static String path(String parent, Path property) {
    String path = parent;
    for (Path.Node node : property) {
      if (node.getIndex() != null) {
        path = JsonPath.element(path, node.getIndex());
      }
      if (node.getKind() == ElementKind.PROPERTY || node.getKind() == ElementKind.PARAMETER) {
        path = JsonPath.member(path, node.getName());
      }
    }
    return path;
  }
}
