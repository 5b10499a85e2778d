package io.domainflow.transaction.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How much one contender reaches of another, from rounds in which both took turns.
 *
 * @param mean the geometric mean of the rounds' ratios
 * @param low the lower end of its 95 % confidence interval
 * @param high the upper end
 */
record PairedRatios(double mean, double low, double high) {

  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /** So that the same rounds give the same interval. */
  private static final long SEED = 20_261_123;

  /** By the percentile bootstrap of the mean logarithm (Efron and Tibshirani, 1993, chapter 13). */
  static PairedRatios of(List<Double> values, List<Double> baseline) {
    if (values.isEmpty() || values.size() != baseline.size()) {
      throw new IllegalArgumentException("rounds without their pair: " + values + baseline);
    }
    double[] logs =
        IntStream.range(0, values.size())
            .mapToDouble(round -> Math.log(values.get(round) / baseline.get(round)))
            .toArray();
    Random random = new Random(SEED);
    double[] means = new double[RESAMPLES];
    for (int sample = 0; sample < RESAMPLES; sample++) {
      means[sample] =
          random
              .ints(logs.length, 0, logs.length)
              .mapToDouble(at -> logs[at])
              .average()
              .orElseThrow();
    }
    Arrays.sort(means);
    int tail = (int) (RESAMPLES * TAIL);
    return new PairedRatios(
        Math.exp(Arrays.stream(logs).average().orElseThrow()),
        Math.exp(means[tail]),
        Math.exp(means[RESAMPLES - 1 - tail]));
  }
}
