package io.domainflow.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.migrations.MigrationSet.Script;
import io.domainflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesPostgresTest {

  @ParameterizedTest
  @MethodSource("io.domainflow.migrations.MigrationSet#all")
  void schemaKeepsEveryRule(MigrationSet migrations) throws SQLException {
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (Script script : migrations.scripts()) {
        statement.execute(script.up());
      }
      for (SchemaRules rule : SchemaRules.values()) {
        assertThat(rule.offenders(connection)).as(rule.name()).isEmpty();
      }
    }
  }

  @Test
  void eachRuleFindsWhatBreaksIt() throws SQLException {
    Map<SchemaRules, List<String>> found = new EnumMap<>(SchemaRules.class);
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.dataSource().getConnection()) {
      new DatabaseMigration(database.dataSource(), "classpath:samples/unruly").migrate();
      for (SchemaRules rule : SchemaRules.values()) {
        found.put(rule, rule.offenders(connection));
      }
    }
    assertThat(found)
        .isEqualTo(
            Map.of(
                SchemaRules.TABLES_ARE_EXPLAINED, List.of("unexplained"),
                SchemaRules.COLUMNS_ARE_EXPLAINED, List.of("unruly.id"),
                SchemaRules.CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_PURPOSE, List.of("unruly_pkey"),
                SchemaRules.INTEGERS_HAVE_64_BITS, List.of("unruly.counter"),
                SchemaRules.MOMENTS_HAVE_A_TIME_ZONE, List.of("unruly.noted_at"),
                SchemaRules.ENUMS_LIST_THEIR_VALUES, List.of("unruly.status"),
                SchemaRules.UNIQUE_KEYS_OF_LARGE_TABLES_BEGIN_WITH_THE_CAMPAIGN,
                    List.of("unruly_pkey"),
                SchemaRules.FOREIGN_KEYS_OF_LARGE_TABLES_INCLUDE_THE_CAMPAIGN,
                    List.of("unruly_parent_fk")));
  }
}
