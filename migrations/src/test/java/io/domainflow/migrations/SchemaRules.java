package io.domainflow.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What every table of DomainFlow keeps to. Each rule is a query for what breaks it. */
enum SchemaRules {
  TABLES_ARE_EXPLAINED(
      """
      SELECT c.relname FROM tables c WHERE obj_description(c.oid, 'pg_class') IS NULL"""),

  COLUMNS_ARE_EXPLAINED(
      """
      SELECT c.relname || '.' || a.attname FROM tables c JOIN columns a ON a.attrelid = c.oid
      WHERE col_description(c.oid, a.attnum) IS NULL"""),

  /** PostgreSQL's own names end like this; NOT NULL ({@code n}) is a property of a column. */
  CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_PURPOSE(
      """
      SELECT k.conname FROM tables c JOIN pg_constraint k ON k.conrelid = c.oid
      WHERE k.contype <> 'n'
      AND (NOT starts_with(k.conname, c.relname || '_')
          OR k.conname ~ '_(pkey|key|check|fkey|excl)[0-9]*$')"""),

  /** Counters of 32 bits run over in a busy year. */
  INTEGERS_HAVE_64_BITS(
      """
      SELECT c.relname || '.' || a.attname FROM tables c JOIN columns a ON a.attrelid = c.oid
      WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype)"""),

  MOMENTS_HAVE_A_TIME_ZONE(
      """
      SELECT c.relname || '.' || a.attname FROM tables c JOIN columns a ON a.attrelid = c.oid
      WHERE a.atttypid IN ('timestamp'::regtype, 'time'::regtype)"""),

  /** A column is taken for an enum by its name: that is how ours are called. */
  ENUMS_LIST_THEIR_VALUES(
      """
      SELECT c.relname || '.' || a.attname FROM tables c JOIN columns a ON a.attrelid = c.oid
      WHERE a.attname ~ '(^|_)(status|state|type|kind|pattern|outcome|role)$'
      AND a.atttypid = 'text'::regtype
      AND NOT EXISTS (
          SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
          AND a.attnum = ANY (k.conkey) AND pg_get_constraintdef(k.oid) ~ 'ARRAY\\[|= ''')"""),

  /** Otherwise the table could not be partitioned by campaign, nor sharded. */
  UNIQUE_KEYS_OF_LARGE_TABLES_BEGIN_WITH_THE_CAMPAIGN(
      """
      SELECT i.indexrelid::regclass::text FROM large_tables c JOIN pg_index i ON i.indrelid = c.oid
      WHERE i.indisunique
      AND i.indkey[0] IS DISTINCT FROM (
          SELECT a.attnum FROM columns a WHERE a.attrelid = c.oid AND a.attname = 'campaign_id')"""),

  /** As for unique keys; a reference that leaves the campaign out would cross shards. */
  FOREIGN_KEYS_OF_LARGE_TABLES_INCLUDE_THE_CAMPAIGN(
      """
      SELECT k.conname FROM large_tables c JOIN pg_constraint k ON k.conrelid = c.oid
      WHERE k.contype = 'f'
      AND NOT EXISTS (
          SELECT FROM columns a WHERE a.attrelid = c.oid AND a.attname = 'campaign_id'
          AND a.attnum = ANY (k.conkey))""");

  private static final String DEFINITIONS =
      """
      WITH tables AS (
          SELECT c.* FROM pg_class c
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND c.relname <> 'flyway_schema_history' AND NOT c.relispartition),
      large_tables AS (
          SELECT * FROM tables c WHERE obj_description(c.oid, 'pg_class') ~* '\\mlarge\\M'),
      columns AS (
          SELECT * FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped)
      """;

  private final String query;

  SchemaRules(String query) {
    this.query = query;
  }

  /** The names of what breaks this rule, sorted. */
  List<String> offenders(Connection connection) throws SQLException {
    return SchemaDump.column(connection, DEFINITIONS + query).stream().sorted().toList();
  }
}
