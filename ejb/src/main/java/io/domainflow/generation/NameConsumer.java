package io.domainflow.generation;

/** Takes the names of an enumeration, in ascending order of their offsets. */
@FunctionalInterface
interface NameConsumer {

  /** Takes the ASCII {@code name} at {@code offset}, 0 or more. */
  void accept(long offset, String name);
}
