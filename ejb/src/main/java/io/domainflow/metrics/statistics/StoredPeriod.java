package io.domainflow.metrics.statistics;

import io.domainflow.database.Database;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A row of {@code transaction_histograms}.
 *
 * @param id given once, so that what is sent twice is stored once
 * @param start begin of the period in seconds since 1970
 * @param seconds length of the period
 * @param node who counted; empty if it was made of the counts of several
 */
public record StoredPeriod(
    UUID id, long start, long seconds, String operation, String node, Figures figures) {

  private static final String INSERT =
      """
      INSERT INTO transaction_histograms
             (id, period_start, period_seconds, operation_name, node, committed, rolled_back,
              in_doubt, retries, wasted_us, total_us, without_row, histogram)
      VALUES (CAST(? AS uuid), to_timestamp(?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, decode(?, 'hex'))
      """;

  /** Stores it, in the transaction of the caller. */
  public void storeIn(Database database) {
    database.update(
        INSERT,
        id.toString(),
        start,
        seconds,
        operation,
        node,
        figures.committed(),
        figures.rolledBack(),
        figures.inDoubt(),
        figures.retries(),
        figures.wastedMicros(),
        figures.totalMicros(),
        figures.withoutRow(),
        HexFormat.of().formatHex(figures.encoded()));
  }
}
