package io.domainflow.metrics.statistics;

import io.domainflow.database.Row;
import java.sql.SQLException;
import java.util.HexFormat;

/** Reads {@link Figures} from a row of {@code transaction_histograms}. */
public final class StoredFigures {

  /** What {@link #of} needs. */
  public static final String COLUMNS =
      "operation_name, committed, rolled_back, in_doubt, retries, wasted_us, total_us, without_row,"
          + " encode(histogram, 'hex') AS histogram";

  private StoredFigures() {}

  /** The figures of a row that was asked for {@link #COLUMNS}. */
  public static Figures of(Row row) throws SQLException {
    return new Figures(
        row.number("committed"),
        row.number("rolled_back"),
        row.number("in_doubt"),
        row.number("retries"),
        row.number("wasted_us"),
        row.number("total_us"),
        row.number("without_row"),
        Figures.decoded(HexFormat.of().parseHex(row.text("histogram"))));
  }
}
