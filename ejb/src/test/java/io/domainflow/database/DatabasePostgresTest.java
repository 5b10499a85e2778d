package io.domainflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.domainflow.CampaignId;
import io.domainflow.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasePostgresTest {

  private static TestDatabase server;
  private static Database database;

  @BeforeAll
  static void create() {
    server = TestDatabase.create();
    database = DatabaseOutsideContainer.on(server.dataSource());
  }

  @AfterAll
  static void drop() {
    server.close();
  }

  @Test
  void parametersComeBackAsTheyWere() {
    CampaignId id = CampaignId.create();
    Instant instant = Instant.parse("2026-11-23T10:00:00.123456Z");
    assertThat(
            database.<Object>query(
                """
                SELECT CAST(? AS uuid) AS id, CAST(? AS timestamptz) AS instant,
                       CAST(? AS text) AS nothing, CAST(? AS bigint) AS number
                """,
                row -> {
                  assertThat(row.campaign("id")).isEqualTo(id);
                  assertThat(row.instant("instant")).isEqualTo(instant);
                  assertThat(row.textOrNull("nothing")).isNull();
                  return row.number("number");
                },
                id,
                instant,
                null,
                Long.MAX_VALUE))
        .containsExactly(Long.MAX_VALUE);
  }

  /** Were all of them fetched first, the failure of the last would hide them. */
  @Test
  void rowsOfALargeResultAreHandedOverBeforeTheLastIsThere() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server.dataSource());
    config.setAutoCommit(false);
    List<Long> seen = new ArrayList<>();
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatThrownBy(
              () ->
                  DatabaseOutsideContainer.on(pool)
                      .forEach(
                          "SELECT 1 / (2000 - n) AS n FROM generate_series(1, 2000) AS n",
                          row -> seen.add(row.number("n"))))
          .hasMessageContaining("22012");
    }
    assertThat(seen).hasSize(1500);
  }

  @Test
  void refusedStatementsAreDefectsWithTheirSqlState() {
    DatabaseException failure =
        catchThrowableOfType(
            DatabaseException.class, () -> database.update("SELECT * FROM nowhere"));
    assertThat(failure.sqlState()).isEqualTo("42P01");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure).hasCauseInstanceOf(SQLException.class);
  }

  /** 40001, 40P01, 55P03, 57014 and 53300 of PostgreSQL's appendix A, raised for real. */
  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "55P03", "57014", "53300"})
  void passingFaultsAreTransient(String sqlState) {
    assertThatThrownBy(() -> database.update(raise(sqlState, "whatever")))
        .isInstanceOf(DatabaseUnavailableException.class)
        .extracting(failure -> ((DatabaseUnavailableException) failure).sqlState())
        .isEqualTo(sqlState);
  }

  @ParameterizedTest
  @CsvSource({"23505, deadlock timeout", "22001, connection lost", "P0001, serialization failure"})
  void faultsAreToldApartByStateNotByText(String sqlState, String text) {
    assertThatThrownBy(() -> database.update(raise(sqlState, text)))
        .isInstanceOf(DatabaseException.class);
  }

  private static String raise(String sqlState, String text) {
    return "DO $$ BEGIN RAISE EXCEPTION '" + text + "' USING ERRCODE = '" + sqlState + "'; END $$";
  }
}
