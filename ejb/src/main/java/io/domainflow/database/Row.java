package io.domainflow.database;

import io.domainflow.CampaignId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current row of a result, read by column name. Valid until the next row is read. */
public final class Row {

  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  /** A bigint that is not null. */
  public long number(String column) throws SQLException {
    return results.getLong(column);
  }

  /** A boolean that is not null. */
  public boolean flag(String column) throws SQLException {
    return results.getBoolean(column);
  }

  /** A text that is not null. */
  public String text(String column) throws SQLException {
    return Objects.requireNonNull(results.getString(column), column);
  }

  /** A text or null. */
  public @Nullable String textOrNull(String column) throws SQLException {
    return results.getString(column);
  }

  /** A timestamptz that is not null. */
  public Instant instant(String column) throws SQLException {
    return Objects.requireNonNull(instantOrNull(column), column);
  }

  /** A timestamptz or null. */
  public @Nullable Instant instantOrNull(String column) throws SQLException {
    OffsetDateTime value = results.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** A campaign's id that is not null. */
  public CampaignId campaign(String column) throws SQLException {
    return new CampaignId(results.getObject(column, UUID.class));
  }

  /** A campaign's id or null. */
  public @Nullable CampaignId campaignOrNull(String column) throws SQLException {
    UUID value = results.getObject(column, UUID.class);
    return value == null ? null : new CampaignId(value);
  }

  /** The constant of {@code type} whose name the text is; not null. */
  public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
    return Enum.valueOf(type, text(column));
  }
}
