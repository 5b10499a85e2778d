package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.migrations.MigrationSet.Script;
import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each migration goes up, down and up again on what the earlier ones made. */
class MigrationRoundTripPostgresTest {

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    database = TestDatabase.create();
    connection = database.dataSource().getConnection();
  }

  @AfterEach
  void drop() throws SQLException {
    connection.close();
    database.close();
  }

  static Stream<Arguments> migrations() {
    return MigrationSet.all()
        .flatMap(set -> set.scripts().stream().map(script -> Arguments.of(set, script)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("migrations")
  void undoneByItsRollbackOnAnEmptyDatabase(MigrationSet set, Script script) throws SQLException {
    applyBefore(set, script);
    String before = SchemaDump.of(connection);
    execute(script.up());
    String after = SchemaDump.of(connection);
    assertThat(after).isNotEqualTo(before);

    execute(script.down());
    assertThat(SchemaDump.of(connection)).isEqualTo(before);
    execute(script.up());
    assertThat(SchemaDump.of(connection)).isEqualTo(after);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("migrations")
  void keepsTheRowsThatWereThere(MigrationSet set, Script script) throws SQLException {
    applyFilledBefore(set, script);
    String rows = SchemaDump.rowsOf(connection);
    execute(script.up());
    execute(script.down());
    assertThat(SchemaDump.rowsOf(connection)).isEqualTo(rows);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("migrations")
  void undoneByItsRollbackWithRowsInItsTables(MigrationSet set, Script script) throws SQLException {
    applyFilledBefore(set, script);
    String before = SchemaDump.of(connection);
    execute(script.up());
    String after = SchemaDump.of(connection);
    execute(script.fill());

    execute(script.down());
    assertThat(SchemaDump.of(connection)).isEqualTo(before);
    execute(script.up());
    assertThat(SchemaDump.of(connection)).isEqualTo(after);
  }

  private void applyBefore(MigrationSet set, Script last) throws SQLException {
    for (Script script : set.scripts()) {
      if (script.number() < last.number()) {
        execute(script.up());
      }
    }
  }

  private void applyFilledBefore(MigrationSet set, Script last) throws SQLException {
    for (Script script : set.scripts()) {
      if (script.number() < last.number()) {
        execute(script.up());
        execute(script.fill());
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
