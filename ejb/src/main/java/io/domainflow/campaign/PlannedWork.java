package io.domainflow.campaign;

/** What a campaign has to do. */
public sealed interface PlannedWork {

  /**
   * Items of its own.
   *
   * @param items the number of positions, 1 or more: one for each item
   * @param batchSize how many positions are done together, 1 to 100,000
   */
  record Positions(long items, int batchSize) implements PlannedWork {

    private static final int MAX_BATCH_SIZE = 100_000;

    public Positions {
      if (items < 1) {
        throw new IllegalArgumentException("items must be at least 1, not " + items);
      }
      if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
        throw new IllegalArgumentException("batchSize must be 1 to 100000, not " + batchSize);
      }
    }
  }

  /** The results of another campaign, which has to be named when the campaign is created. */
  record SourceResults() implements PlannedWork {}
}
