package io.domainflow.testing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a benchmark found, always as a ratio to a baseline of the same run.
 *
 * @param benchmark its name, as chosen with {@code -Dbenchmark=NAME}
 * @param threads how many threads did the work
 * @param unit of {@code value} and {@code baselineValue}
 * @param value the median of the rounds
 * @param baseline what it is compared with
 * @param baselineValue the median of the baseline's rounds
 * @param ratio the median of the rounds' ratios, each {@code value / baselineValue}
 * @param ratioLow the lowest of them
 * @param ratioHigh the highest of them
 * @param rounds how many there were
 */
public record BenchmarkResult(
    String benchmark,
    int threads,
    String unit,
    double value,
    String baseline,
    double baselineValue,
    double ratio,
    double ratioLow,
    double ratioHigh,
    int rounds) {

  /** The result of rounds that were run in turns; the lists have one value for each round. */
  public static BenchmarkResult of(
      String benchmark, int threads, String unit, List<Double> values, Baseline baseline) {
    if (values.isEmpty() || values.size() != baseline.values().size()) {
      throw new IllegalArgumentException("rounds without their baseline: " + values + baseline);
    }
    List<Double> ratios =
        IntStream.range(0, values.size())
            .mapToObj(round -> values.get(round) / baseline.values().get(round))
            .sorted()
            .toList();
    return new BenchmarkResult(
        benchmark,
        threads,
        unit,
        median(values),
        baseline.name(),
        median(baseline.values()),
        median(ratios),
        ratios.get(0),
        ratios.get(ratios.size() - 1),
        values.size());
  }

  /** What is compared with: its name, and its value in each round. */
  public record Baseline(String name, List<Double> values) {}

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
