package io.domainflow.execution;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values as one text parameter, for {@code string_to_array}: JDBC arrays need the connection. */
final class Joined {

  private Joined() {}

  /** One part of each element, separated by commas; empty if there are none. */
  static <T> String of(Collection<T> elements, Function<T, ?> part) {
    return elements.stream().map(part).map(String::valueOf).collect(Collectors.joining(","));
  }
}
