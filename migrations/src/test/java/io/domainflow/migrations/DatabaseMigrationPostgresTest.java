package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseMigrationPostgresTest {

  private static final String GOOD = "classpath:samples/good";
  private static final String BROKEN = "classpath:samples/broken";

  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Nested
  class OnAnEmptyDatabase {

    @Test
    void appliesAllAndNamesTheLast() throws SQLException {
      assertThat(migrate(GOOD)).isEqualTo("002");
      assertThat(tables()).containsExactly("books", "flyway_schema_history", "shelves");
    }

    @Test
    void givesTheSameVersionWhenNothingIsMissing() throws SQLException {
      migrate(GOOD);
      assertThat(migrate(GOOD)).isEqualTo("002");
      assertThat(applied()).containsExactly("001", "002");
    }

    @Test
    void appliesAgainWhatWasRolledBack() throws SQLException {
      migrate(GOOD);
      MigrationSet.Script last = MigrationSet.sample("good").scripts().get(1);
      execute(last.down());
      execute("DELETE FROM flyway_schema_history WHERE version = '" + last.version() + "'");

      assertThat(migrate(GOOD)).isEqualTo("002");
      assertThat(tables()).contains("books");
    }

    @RepeatedTest(5)
    void appliesEachOnceWhenTwoNodesStartTogether() throws Exception {
      CyclicBarrier start = new CyclicBarrier(2);
      ExecutorService nodes = Executors.newFixedThreadPool(2);
      try {
        List<Future<String>> versions =
            List.of(nodes.submit(() -> migrateAt(start)), nodes.submit(() -> migrateAt(start)));
        for (Future<String> version : versions) {
          assertThat(version.get(30, TimeUnit.SECONDS)).isEqualTo("002");
        }
      } finally {
        nodes.shutdownNow();
      }
      assertThat(applied()).containsExactly("001", "002");
    }

    @Test
    void usesTheFirstSchemaOfTheSearchPath() throws SQLException {
      execute("CREATE SCHEMA tenant");
      PGSimpleDataSource dataSource = (PGSimpleDataSource) database.dataSource();
      dataSource.setCurrentSchema("tenant");

      new DatabaseMigration(dataSource, GOOD).migrate();

      assertThat(tables()).isEmpty();
      assertThat(query("SELECT count(*) FROM tenant.books")).containsExactly("0");
    }
  }

  @Nested
  class WhenAMigrationFails {

    @Test
    void saysInOneLineWhichAndWhy() {
      assertThatThrownBy(() -> migrate(BROKEN))
          .isInstanceOf(MigrationException.class)
          .hasMessage(
              "The database schema could not be migrated: Failed to execute script"
                  + " V002__books.sql: ERROR: type \"no_such_type\" does not exist")
          .hasRootCauseInstanceOf(SQLException.class);
    }

    @Test
    void keepsTheEarlierOnesAndNothingOfItself() throws SQLException {
      assertThatThrownBy(() -> migrate(BROKEN)).isInstanceOf(MigrationException.class);
      assertThat(tables()).containsExactly("flyway_schema_history", "shelves");
      assertThat(applied()).containsExactly("001");
    }

    @Test
    void goesOnFromThereOnceItIsMended() {
      assertThatThrownBy(() -> migrate(BROKEN)).isInstanceOf(MigrationException.class);
      assertThat(migrate(GOOD)).isEqualTo("002");
    }

    @Test
    void leavesNoLockBehind() throws SQLException {
      assertThatThrownBy(() -> migrate(BROKEN)).isInstanceOf(MigrationException.class);
      assertThat(query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
          .containsExactly("0");
    }
  }

  @Nested
  class Refuses {

    @Test
    void aDatabaseWithForeignTables() throws SQLException {
      execute("CREATE TABLE somebody_elses (id bigint)");
      assertThatThrownBy(() -> migrate(GOOD))
          .isInstanceOf(MigrationException.class)
          .hasMessage(
              "The database schema could not be migrated: it holds tables that are not"
                  + " DomainFlow's. Give DomainFlow a database of its own.");
      assertThat(tables()).containsExactly("somebody_elses");
    }

    @Test
    void aMigrationThatWasChangedAfterItRan() throws SQLException {
      migrate(GOOD);
      execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '001'");
      assertThatThrownBy(() -> migrate(GOOD))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("checksum mismatch for migration version 001");
    }

    @Test
    void anArchiveWithoutMigrations() {
      assertThatThrownBy(() -> migrate("classpath:samples/nowhere"))
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("samples/nowhere");
    }

    @Test
    void aServerThatDoesNotAnswer() {
      PGSimpleDataSource nobody = new PGSimpleDataSource();
      nobody.setURL("jdbc:postgresql://127.0.0.1:1/none");
      DatabaseMigration migration = new DatabaseMigration(nobody, GOOD);
      assertThatThrownBy(migration::migrate)
          .isInstanceOf(MigrationException.class)
          .hasMessageContaining("cannot be reached")
          .hasMessageContaining("127.0.0.1:1");
    }
  }

  private String migrate(String location) {
    return new DatabaseMigration(database.dataSource(), location).migrate();
  }

  private String migrateAt(CyclicBarrier start) throws Exception {
    start.await(10, TimeUnit.SECONDS);
    return migrate(GOOD);
  }

  private List<String> applied() throws SQLException {
    return query("SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank");
  }

  private List<String> tables() throws SQLException {
    return query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return SchemaDump.column(connection, sql);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
