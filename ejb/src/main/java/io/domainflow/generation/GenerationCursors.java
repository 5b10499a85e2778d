package io.domainflow.generation;

import io.domainflow.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * How far each pattern is used up. Offsets are reserved and their names stored in one transaction:
 * the cursor's row stays locked until then, so patterns have neither repeated names nor holes.
 */
@ApplicationScoped
class GenerationCursors {

  private static final String OPEN =
      """
      INSERT INTO generation_cursors (configuration_hash, combinations) VALUES (?, ?)
      ON CONFLICT (configuration_hash) DO NOTHING
      """;

  /** Offsets that were reserved: {@code size} of them from {@code first} on; none if size is 0. */
  record Range(long first, long size) {}

  @Inject Database database;

  /** The first offset of a pattern that no campaign has used; 0 for a pattern that is new. */
  long nextOffset(String configurationHash) {
    return database
        .first(
            "SELECT next_offset FROM generation_cursors WHERE configuration_hash = ?",
            row -> row.number("next_offset"),
            configurationHash)
        .orElse(0L);
  }

  /** Makes sure that the pattern has its row, within the caller's transaction. */
  void open(String configurationHash, long combinations) {
    database.write(OPEN, configurationHash, combinations);
  }

  /**
   * Reserves the next {@code wanted} offsets, or as many as are left, within the caller's
   * transaction.
   */
  Range reserve(String configurationHash, long wanted) {
    Range range =
        database
            .first(
                """
                SELECT next_offset, LEAST(?, combinations - next_offset) AS size
                  FROM generation_cursors WHERE configuration_hash = ? FOR NO KEY UPDATE
                """,
                row -> new Range(row.number("next_offset"), row.number("size")),
                wanted,
                configurationHash)
            .orElseThrow(
                () -> new IllegalStateException("no cursor for pattern " + configurationHash));
    database.write(
        "UPDATE generation_cursors SET next_offset = next_offset + ? WHERE configuration_hash = ?",
        range.size(),
        configurationHash);
    return range;
  }
}
