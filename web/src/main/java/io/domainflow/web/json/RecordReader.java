package io.domainflow.web.json;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import jakarta.json.JsonObject;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Optional;

/**
 * Reads records out of JSON objects and checks their Jakarta Validation constraints; all faults are
 * reported together. Thread-safe.
 *
 * <p>Components may be String, Integer, Long, Boolean, the primitives of these, enums, records and
 * Lists of all of these.
 */
public final class RecordReader {

  private final Validator validator;

  public RecordReader(Validator validator) {
    this.validator = validator;
  }

  /**
   * The record that {@code object} describes.
   *
   * @throws InvalidRequestException naming every field that is missing, unknown, of the wrong type
   *     or against a constraint
   */
  public <R extends Record> R read(JsonObject object, Class<R> type) {
    Violations violations = new Violations();
    Optional<R> record = read("", object, type, violations);
    violations.throwIfAny();
    return record.orElseThrow();
  }

  /**
   * As {@link #read(JsonObject, Class)}, for an object that stands at {@code path} in its document.
   *
   * @param violations where the faults go; the record may be used only if it is still empty
   */
  public <R extends Record> Optional<R> read(
      String path, JsonObject object, Class<R> type, Violations violations) {
    R record = new RecordBinding(violations).bind(path, object, type);
    if (record != null) {
      addConstraintViolations(path, record, violations);
    }
    return Optional.ofNullable(record);
  }

  /** A field whose value could not even be read is not complained about twice. */
  private void addConstraintViolations(String path, Record record, Violations violations) {
    List<Violation> news =
        ConstraintFaults.of(path, validator.validate(record)).stream()
            .filter(fault -> !violations.covers(fault.field()))
            .toList();
    news.forEach(fault -> violations.add(fault.field(), fault.message()));
  }
}
