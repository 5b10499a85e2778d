package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDumpPostgresTest {

  @RegisterExtension static final DatabaseExtension DATABASE = DatabaseExtension.empty();

  private static final String BASE =
      """
      CREATE TABLE t (id bigint NOT NULL, note text, CONSTRAINT t_pk PRIMARY KEY (id));
      CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
      CREATE TYPE mood AS ENUM ('calm');
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE u ()",
        "ALTER TABLE t ADD COLUMN extra bigint",
        "ALTER TABLE t ALTER note TYPE varchar(20)",
        "ALTER TABLE t ALTER note SET DEFAULT 'x'",
        "ALTER TABLE t ALTER note SET NOT NULL",
        "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE t RENAME CONSTRAINT t_pk TO t_primary",
        "ALTER TABLE t ADD CONSTRAINT t_note CHECK (note <> '')",
        "ALTER TABLE t SET (fillfactor = 70)",
        "ALTER TABLE t SET UNLOGGED",
        "COMMENT ON TABLE t IS 'new'",
        "COMMENT ON COLUMN t.note IS 'new'",
        "COMMENT ON CONSTRAINT t_pk ON t IS 'new'",
        "CREATE INDEX t_by_note ON t (note)",
        "CREATE INDEX t_by_note ON t (note) WHERE id > 1",
        "CREATE VIEW v AS SELECT id FROM t",
        "CREATE SEQUENCE s INCREMENT BY 50",
        "CREATE OR REPLACE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 2::bigint'",
        "CREATE TRIGGER t_same BEFORE UPDATE ON t FOR EACH ROW"
            + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "ALTER TYPE mood ADD VALUE 'wild'",
        "CREATE DOMAIN small AS bigint CHECK (VALUE < 9)",
        "CREATE SCHEMA another",
      })
  void tellsOneChangeFromNone(String change) throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(BASE);
      String before = SchemaDump.of(connection);
      statement.execute(change);
      assertThat(SchemaDump.of(connection)).isNotEqualTo(before);
      connection.rollback();
    }
  }

  @Test
  void doesNotDependOnTheOrderOfCreationNorOnDroppedColumns() throws SQLException {
    assertThat(
            dumpAfter(
                "CREATE TABLE a (x bigint, y bigint); CREATE TABLE b (); ALTER TABLE a DROP x;"))
        .isEqualTo(dumpAfter("CREATE TABLE b (); CREATE TABLE a (y bigint);"));
  }

  private static String dumpAfter(String sql) throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      String dump = SchemaDump.of(connection);
      connection.rollback();
      return dump;
    }
  }
}
