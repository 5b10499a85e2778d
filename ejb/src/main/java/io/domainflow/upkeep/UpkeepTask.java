package io.domainflow.upkeep;

/**
 * Something that has to be looked after while the application runs. Every CDI bean of this type is
 * called now and then, on every node, perhaps on several at once; without a transaction.
 */
public interface UpkeepTask {

  /** Does what is due. What it throws is logged, and it is called again at the next time. */
  void attend();
}
