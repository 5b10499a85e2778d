package io.domainflow.campaign;

/**
 * How much work a campaign is.
 *
 * @param items the number of positions, 1 or more
 * @param batchSize how many positions are done together, 1 to 100,000
 */
public record WorkSize(long items, int batchSize) {

  private static final int MAX_BATCH_SIZE = 100_000;

  public WorkSize {
    if (items < 1) {
      throw new IllegalArgumentException("items must be at least 1, not " + items);
    }
    if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
      throw new IllegalArgumentException("batchSize must be 1 to 100000, not " + batchSize);
    }
  }
}
