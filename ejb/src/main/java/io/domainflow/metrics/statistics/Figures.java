package io.domainflow.metrics.statistics;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What operations came to.
 *
 * @param committed how many PostgreSQL committed
 * @param rolledBack how many were rolled back
 * @param inDoubt of how many nobody could tell
 * @param retries attempts that followed a first one
 * @param wastedMicros microseconds spent in attempts that were rolled back
 * @param totalMicros sum of the durations
 * @param withoutRow how many have no row in transaction_metrics
 * @param durations in microseconds, of all of them
 */
public record Figures(
    long committed,
    long rolledBack,
    long inDoubt,
    long retries,
    long wastedMicros,
    long totalMicros,
    long withoutRow,
    Histogram durations) {

  /** Two digits: no quantile is off by more than one percent. */
  public static final int PRECISION = 2;

  /** How many ended. */
  public long count() {
    return committed + rolledBack + inDoubt;
  }

  /** The histogram as it is stored: HdrHistogram's V2 compressed encoding. */
  public byte[] encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(durations.getNeededByteBufferCapacity());
    int length = durations.encodeIntoCompressedByteBuffer(buffer);
    return Arrays.copyOf(buffer.array(), length);
  }

  /**
   * Reads a stored histogram.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Histogram decoded(byte[] encoded) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0);
    } catch (DataFormatException | RuntimeException notOne) { // Whatever it stumbles over.
      throw new IllegalArgumentException("A stored histogram cannot be read.", notOne);
    }
  }
}
