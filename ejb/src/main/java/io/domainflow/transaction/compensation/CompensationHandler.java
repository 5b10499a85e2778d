package io.domainflow.transaction.compensation;

/** Undoes one kind of effect outside PostgreSQL. A CDI bean; found by its name. */
public interface CompensationHandler {

  /** The name that {@link Compensation#handler} refers to; it must not change between releases. */
  String name();

  /**
   * Undoes the effect. Called in a transaction of its own, at least once: it must do no harm when
   * the effect is undone already. What it throws makes it a debt, which is tried again later.
   */
  void compensate(String payload);
}
