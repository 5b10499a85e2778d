package io.domainflow.execution;

/**
 * What became of the items of a batch. The sum is the size of the batch.
 *
 * @param successful items with a result
 * @param failed items that could not be done, for good
 * @param missing items that turned out not to exist; they lower the campaign's total
 */
public record Tally(long successful, long failed, long missing) {

  public Tally {
    if (successful < 0 || failed < 0 || missing < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative: " + successful + ", " + failed + ", " + missing);
    }
  }

  /** The items that are done now, whichever way. */
  public long processed() {
    return successful + failed;
  }
}
