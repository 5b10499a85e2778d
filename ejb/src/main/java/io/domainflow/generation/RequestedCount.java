package io.domainflow.generation;

import io.domainflow.InvalidRequestException;

/** The count of a definition as a number. */
final class RequestedCount {

  private RequestedCount() {}

  /**
   * The count, 0 for all that are left.
   *
   * @throws InvalidRequestException if it is more than 2^63-1
   */
  static long of(GenerationDefinition definition) {
    try {
      return Long.parseLong(definition.count());
    } catch (NumberFormatException tooLarge) {
      throw new InvalidRequestException(
          PatternReader.FIELD + ".count",
          "must be a whole number in decimal, 0 to 9223372036854775807");
    }
  }
}
