package io.domainflow.generation.definition;

/**
 * Takes the names of an enumeration, in ascending order of their offsets.
 *
 * @param <X> what it may throw, for example while it writes the names to a database; it ends the
 *     enumeration
 */
@FunctionalInterface
public interface NameConsumer<X extends Exception> {

  /** Takes the ASCII {@code name} at {@code offset}, 0 or more. */
  void accept(long offset, String name) throws X;
}
