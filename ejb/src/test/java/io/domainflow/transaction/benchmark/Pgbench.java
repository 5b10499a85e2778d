package io.domainflow.transaction.benchmark;

import io.domainflow.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own benchmark, with the same statements as its script: a client in C that does
 * nothing else. Each statement is a round trip of its own, BEGIN with the first as in JDBC.
 */
final class Pgbench {

  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
  private static final Path SCRIPT = Path.of("target", "create_campaign.pgbench");

  /** Ascending as those of the others are, and different for each client. */
  private static final String ID =
      "CAST(lpad(to_hex(CAST(:n AS bigint)), 16, '0')"
          + " || lpad(to_hex(CAST(:client_id AS bigint)), 16, '0') AS uuid)";

  private final TestDatabase database;
  private final String hash;

  Pgbench(TestDatabase database, String hash) throws IOException {
    this.database = database;
    this.hash = hash;
    Files.writeString(SCRIPT, script());
  }

  static boolean isInstalled() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "pgbench")));
  }

  /** Creates campaigns and tells how many in a second, the time to connect left out. */
  double create(int threads, int operations) throws IOException, InterruptedException {
    URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    ProcessBuilder builder =
        new ProcessBuilder(
            "pgbench",
            "--no-vacuum",
            "--protocol=prepared",
            "--file=" + SCRIPT,
            "--client=" + threads,
            "--jobs=" + Math.min(threads, Runtime.getRuntime().availableProcessors()),
            "--transactions=" + Math.max(1, operations / threads),
            "--define=n=" + System.nanoTime(),
            "--host=" + address.getHost(),
            "--port=" + address.getPort(),
            "--username=" + database.user(),
            address.getPath().substring(1));
    builder.environment().put("PGPASSWORD", database.password());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(output);
    if (process.waitFor() != 0 || !rate.find()) {
      throw new IOException("pgbench failed: " + output);
    }
    return Double.parseDouble(rate.group(1));
  }

  private String script() {
    return String.join(
        "\n",
        "\\set n :n + 1",
        "\\startpipeline",
        "BEGIN;",
        statement(
            HandWrittenCreation.CAMPAIGN,
            ID,
            text(HandWrittenCreation.NAME),
            text("DOMAIN_GENERATION")),
        "\\endpipeline",
        statement(
            HandWrittenCreation.EVENT,
            ID,
            "1",
            "NULL",
            text("PENDING"),
            text(HandWrittenCreation.ACTOR),
            text("created"),
            "NULL"),
        statement(
            HandWrittenCreation.CURSOR,
            text(hash),
            Long.toString(HandWrittenCreation.COMBINATIONS)),
        statement(HandWrittenCreation.NEXT_OFFSET, text(hash)).replace(";", " \\gset"),
        definition(),
        statement(
            HandWrittenCreation.PLAN,
            ID,
            Long.toString(HandWrittenCreation.COUNT),
            Integer.toString(HandWrittenCreation.BATCH_SIZE)),
        statement(HandWrittenCreation.SIZE, Long.toString(HandWrittenCreation.COUNT), ID),
        "COMMIT;",
        "");
  }

  private String definition() {
    return statement(
        HandWrittenCreation.DEFINITION,
        ID,
        text("PREFIX"),
        Integer.toString(HandWrittenCreation.LENGTH),
        "0",
        text(HandWrittenCreation.CHARACTERS),
        text(HandWrittenCreation.CONSTANT),
        text(HandWrittenCreation.TLD),
        Long.toString(HandWrittenCreation.COUNT),
        text(hash),
        ":next_offset");
  }

  private static String text(String value) {
    return "'" + value + "'";
  }

  /** The statement with its question marks replaced, on one line. */
  private static String statement(String sql, String... values) {
    String filled = sql;
    for (String value : List.of(values)) {
      filled = filled.replaceFirst("\\?", Matcher.quoteReplacement(value));
    }
    return filled.replaceAll("\\s+", " ").strip() + ";";
  }
}
