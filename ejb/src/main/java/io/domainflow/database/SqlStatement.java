package io.domainflow.database;

import io.domainflow.CampaignId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its parameters, to be sent to PostgreSQL together with others.
 *
 * @param sql one statement without a final semicolon
 * @param parameters one for each question mark, of the types that {@link Database} takes
 * @param result reads the statement's rows if it has any; called at most once
 */
public record SqlStatement(String sql, List<@Nullable Object> parameters, RowReader result) {

  /** Reads a statement's rows. */
  @FunctionalInterface
  public interface RowReader {
    void read(ResultSet rows) throws SQLException;
  }

  /**
   * What would end the transaction that the statement is a part of; ROLLBACK TO SAVEPOINT does not.
   */
  private static final Pattern END =
      Pattern.compile(
          "(?i)\\s*(COMMIT|END|ABORT|ROLLBACK(?!\\s+(WORK\\s+|TRANSACTION\\s+)?TO\\b)|PREPARE\\s+TRANSACTION)\\b");

  /** Converts what the driver does not know; what cannot be converted fails here. */
  public SqlStatement {
    List<@Nullable Object> converted = new ArrayList<>(parameters.size());
    for (Object parameter : parameters) {
      converted.add(jdbcValue(parameter));
    }
    parameters = Collections.unmodifiableList(converted);
  }

  /**
   * A statement whose result nobody needs.
   *
   * @throws IllegalArgumentException if it ends a transaction, or a parameter cannot be stored
   */
  public static SqlStatement of(String sql, @Nullable Object... parameters) {
    if (END.matcher(sql).lookingAt()) {
      throw new IllegalArgumentException("Nobody but the container ends a transaction: " + sql);
    }
    return new SqlStatement(sql, Arrays.asList(parameters), rows -> {});
  }

  private static @Nullable Object jdbcValue(@Nullable Object parameter) {
    if (parameter instanceof CampaignId id) {
      return id.value();
    }
    if (parameter instanceof Enum<?> constant) {
      return constant.name();
    }
    if (parameter instanceof Instant instant) {
      return offset(instant);
    }
    return parameter;
  }

  private static OffsetDateTime offset(Instant instant) {
    try {
      return instant.atOffset(ZoneOffset.UTC);
    } catch (DateTimeException outOfRange) {
      throw new IllegalArgumentException("No such time can be stored: " + instant, outOfRange);
    }
  }
}
