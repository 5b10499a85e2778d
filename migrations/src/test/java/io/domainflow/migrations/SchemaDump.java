package io.domainflow.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text of everything that migrations made in a database, read from its catalogs: equal texts mean
 * equal schemas. One line for each object, sorted; Flyway's own table is left out.
 */
final class SchemaDump {

  /** What is not PostgreSQL's own: {@code n} is the namespace, {@code c} the relation. */
  private static final String OURS =
      " n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ";

  private static final String OUR_RELATIONS = OURS + "AND c.relname NOT LIKE 'flyway%' ";

  private static final List<String> QUERIES =
      List.of(
          """
          SELECT concat_ws(' | ', 'schema', n.nspname, obj_description(n.oid, 'pg_namespace'))
          FROM pg_namespace n WHERE"""
              + OURS,
          """
          SELECT concat_ws(' | ', 'extension', extname, extversion) FROM pg_extension""",
          """
          SELECT concat_ws(' | ', 'relation', n.nspname, c.relname, c.relkind, c.relpersistence,
              c.reloptions, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
              CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
              obj_description(c.oid, 'pg_class'))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind <> 't' AND"""
              + OUR_RELATIONS,
          // Numbered among the columns that are left, as a dropped column keeps its place.
          """
          SELECT concat_ws(' | ', 'column', n.nspname, c.relname,
              row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
              format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
              pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstorage,
              a.attcompression, a.attcollation::regcollation, a.attoptions,
              col_description(c.oid, a.attnum))
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
          WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
          AND"""
              + OUR_RELATIONS,
          """
          SELECT concat_ws(' | ', 'constraint', n.nspname, c.relname, k.conname,
              pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint'))
          FROM pg_constraint k
          JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE"""
              + OUR_RELATIONS,
          """
          SELECT concat_ws(' | ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid,
              i.indisreplident, i.indisclustered)
          FROM pg_index i
          JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind <> 't' AND"""
              + OUR_RELATIONS,
          """
          SELECT concat_ws(' | ', 'sequence', n.nspname, c.relname, format_type(s.seqtypid, NULL),
              s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
          FROM pg_sequence s
          JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE"""
              + OUR_RELATIONS,
          """
          SELECT concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
          FROM pg_trigger t
          JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE NOT t.tgisinternal AND"""
              + OUR_RELATIONS,
          """
          SELECT concat_ws(' | ', 'function', pg_get_functiondef(p.oid),
              obj_description(p.oid, 'pg_proc'))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE p.prokind IN ('f', 'p') AND"""
              + OURS,
          """
          SELECT concat_ws(' | ', 'type', n.nspname, t.typname, t.typtype,
              format_type(t.typbasetype, t.typtypmod), t.typdefault,
              (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
               FROM pg_enum e WHERE e.enumtypid = t.oid),
              (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ',' ORDER BY 1)
               FROM pg_constraint k WHERE k.contypid = t.oid),
              obj_description(t.oid, 'pg_type'))
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
          WHERE t.typtype IN ('e', 'd', 'r') AND"""
              + OURS);

  private SchemaDump() {}

  /** The schema that {@code connection} sees, as text. */
  static String of(Connection connection) throws SQLException {
    List<String> lines = new ArrayList<>();
    for (String query : QUERIES) {
      lines.addAll(column(connection, query));
    }
    return lines.stream().sorted().collect(Collectors.joining("\n"));
  }

  /** The rows of all tables in the schema {@code public}, as text. */
  static String rowsOf(Connection connection) throws SQLException {
    String tables =
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind = 'r' AND"
            + OUR_RELATIONS
            + "ORDER BY 1";
    List<String> lines = new ArrayList<>();
    for (String table : column(connection, tables)) {
      lines.add(table);
      lines.addAll(column(connection, "SELECT to_jsonb(t)::text FROM " + table + " t ORDER BY 1"));
    }
    return String.join("\n", lines);
  }

  /** The first column of the answer to {@code query}. */
  static List<String> column(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
