package io.domainflow.testing;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Publishes benchmark results: a table on the console, and {@code results.json} in which results of
 * the same names are replaced. The system property {@code benchmark.directory} says where.
 */
public final class BenchmarkReport {

  private static final Path FILE =
      Path.of(System.getProperty("benchmark.directory", "target/benchmark"), "results.json");

  private static final double HUNDRED = 100;

  private BenchmarkReport() {}

  /** Publishes the results of one benchmark. */
  public static void publish(List<BenchmarkResult> results) {
    System.out.print(table(results));
    JsonArrayBuilder all = Json.createArrayBuilder();
    List<String> names = results.stream().map(BenchmarkResult::benchmark).toList();
    published().stream()
        .filter(earlier -> !names.contains(earlier.getString("benchmark")))
        .forEach(all::add);
    results.forEach(result -> all.add(json(result)));
    try {
      Files.createDirectories(FILE.getParent());
      try (Writer writer = Files.newBufferedWriter(FILE);
          var json =
              Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                  .createWriter(writer)) {
        json.writeArray(all.build());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<JsonObject> published() {
    if (!Files.exists(FILE)) {
      return List.of();
    }
    try (var reader = Json.createReader(Files.newBufferedReader(FILE))) {
      return reader.readArray().stream().map(JsonValue::asJsonObject).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static JsonObject json(BenchmarkResult result) {
    return Json.createObjectBuilder()
        .add("benchmark", result.benchmark())
        .add("threads", result.threads())
        .add("unit", result.unit())
        .add("value", result.value())
        .add("baseline", result.baseline())
        .add("baselineValue", result.baselineValue())
        .add("ratio", result.ratio())
        .add("ratioLow", result.ratioLow())
        .add("ratioHigh", result.ratioHigh())
        .add("rounds", result.rounds())
        .add("commit", Commit.NAME)
        .build();
  }

  private static String table(List<BenchmarkResult> results) {
    String rows =
        results.stream()
            .map(
                result ->
                    "%-22s %7d %12s %-8s %-28s %12s %6.2f %6.2f..%.2f %6d%n"
                        .formatted(
                            result.benchmark(),
                            result.threads(),
                            number(result.value()),
                            result.unit(),
                            result.baseline(),
                            number(result.baselineValue()),
                            result.ratio(),
                            result.ratioLow(),
                            result.ratioHigh(),
                            result.rounds()))
            .collect(Collectors.joining());
    return "%n%-22s %7s %12s %-8s %-28s %12s %6s %12s %6s%n"
            .formatted(
                "benchmark",
                "threads",
                "value",
                "unit",
                "baseline",
                "its value",
                "ratio",
                "low..high",
                "rounds")
        + rows;
  }

  /** Three digits at least, as far as two decimals give them. */
  private static String number(double value) {
    return String.format(Locale.ROOT, value < HUNDRED ? "%.2f" : "%.0f", value);
  }

  /** The commit that is measured, with {@code -dirty} behind it if there are changes since. */
  private static final class Commit {
    private static final String NAME =
        git("rev-parse", "--short", "HEAD")
            + (git("status", "--porcelain").isEmpty() ? "" : "-dirty");

    private static String git(String... arguments) {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      try {
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      } catch (IOException failure) {
        throw new UncheckedIOException("git is needed to name the commit", failure);
      }
    }
  }
}
