package io.domainflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestDatabasePostgresTest {

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "synchronous_commit"})
  void serverWritesThroughToTheDisk(String setting) throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      assertThat(query(database, "SHOW " + setting)).isEqualTo("on");
    }
  }

  @Test
  void eachDatabaseIsItsOwn() throws SQLException {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create();
        Connection connection = one.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE only_here (id bigint)");
      assertThat(query(other, "SELECT to_regclass('only_here')")).isNull();
    }
  }

  @Test
  void migratedDatabasesHaveTheSchemaOfThisVersionAndAreTheirOwn() throws SQLException {
    String rows = "SELECT count(*) FROM campaign_state_events";
    try (TestDatabase one = TestDatabase.createMigrated();
        TestDatabase other = TestDatabase.createMigrated();
        Connection connection = one.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO campaign_state_events (campaign_id, sequence, to_status, actor, reason,"
              + " occurred_at) VALUES (gen_random_uuid(), 1, 'PENDING', 'test', 'test', now())");
      assertThat(query(one, rows)).isEqualTo("1");
      assertThat(query(other, rows)).isEqualTo("0");
    }
  }

  @Test
  void closingDropsTheDatabaseUnderAnOpenConnection() throws SQLException {
    TestDatabase database = TestDatabase.create();
    try (Connection left = database.dataSource().getConnection()) {
      database.close();
      assertThat(left.isValid(1)).isFalse();
    }
    assertThatThrownBy(() -> query(database, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void halfUnpackedBinariesAreRemovedAndWholeOnesKept(@TempDir Path directory) throws IOException {
    Path whole = Files.createDirectories(directory.resolve("PG-1"));
    Files.createFile(whole.resolve(".exists"));
    Path half = Files.createDirectories(directory.resolve("PG-2/bin"));
    Files.createFile(half.resolve("initdb"));

    EmbeddedServer.removeHalfUnpackedBinaries(directory);

    assertThat(directory).isDirectoryContaining(whole::equals);
    assertThat(half.getParent()).doesNotExist();
  }

  private static String query(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
