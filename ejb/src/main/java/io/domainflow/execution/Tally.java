package io.domainflow.execution;

import java.util.List;

/**
 * What became of the items of a batch. The sum is the size of the batch.
 *
 * @param successful items with a result
 * @param failed items that could not be done, for good
 * @param missing items that turned out not to exist; they lower the campaign's total. A single one
 *     means that the campaign's items have come to their end: the rest of its plan is cut off, too
 */
public record Tally(long successful, long failed, long missing) {

  public Tally {
    if (successful < 0 || failed < 0 || missing < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative: " + successful + ", " + failed + ", " + missing);
    }
  }

  /** All of {@code tallies} together; zeros if there are none. */
  static Tally sum(List<Tally> tallies) {
    return new Tally(
        tallies.stream().mapToLong(Tally::successful).sum(),
        tallies.stream().mapToLong(Tally::failed).sum(),
        tallies.stream().mapToLong(Tally::missing).sum());
  }

  /** The items that are done now, whichever way. */
  public long processed() {
    return successful + failed;
  }
}
