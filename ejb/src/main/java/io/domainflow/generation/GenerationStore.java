package io.domainflow.generation;

import io.domainflow.CampaignId;
import io.domainflow.database.Database;
import io.domainflow.database.Row;
import io.domainflow.execution.Batch;
import io.domainflow.generation.definition.GenerationPattern;
import io.domainflow.generation.definition.GenerationRequest;
import io.domainflow.generation.definition.NamePattern;
import io.domainflow.generation.definition.NameSequence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The stored definitions and names of generation campaigns, within the caller's transaction. */
@ApplicationScoped
class GenerationStore {

  private static final String INSERT =
      """
      INSERT INTO generation_definitions
             (campaign_id, pattern, prefix_length, suffix_length, characters, constant, tlds,
              name_count, configuration_hash, first_offset)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SELECT =
      """
      SELECT campaign_id, pattern, prefix_length, suffix_length, characters, constant, tlds,
             name_count, first_offset
        FROM generation_definitions
       WHERE campaign_id = ANY (CAST(string_to_array(?, ',') AS uuid[]))
      """;

  @Inject Database database;

  /** A definition as it was stored. */
  record Stored(GenerationRequest request, long firstOffset) {}

  void insert(CampaignId id, Stored definition) {
    NamePattern pattern = definition.request().pattern();
    database.write(
        INSERT,
        id,
        pattern.pattern(),
        pattern.lengthBefore(),
        pattern.lengthAfter(),
        pattern.characterSet(),
        pattern.constant(),
        String.join(" ", pattern.tlds()),
        definition.request().count(),
        pattern.configurationHash(),
        definition.firstOffset());
  }

  Stored get(CampaignId id) {
    return Optional.ofNullable(find(List.of(id)).get(id))
        .orElseThrow(() -> new IllegalStateException("campaign " + id + " has no definition"));
  }

  /** Those of the campaigns that have one. */
  Map<CampaignId, Stored> find(Collection<CampaignId> ids) {
    Map<CampaignId, Stored> found = new HashMap<>();
    database.forEach(
        SELECT,
        row -> found.put(row.campaign("campaign_id"), stored(row)),
        ids.stream().map(CampaignId::toString).collect(Collectors.joining(",")));
    return found;
  }

  /**
   * Stores the possible names of a range of offsets.
   *
   * @return how many offsets of the range have no possible name
   */
  long storeNames(CampaignId id, NameSequence names, GenerationCursors.Range range) {
    long[] impossible = new long[1];
    long stored =
        database.withConnection(
            connection ->
                NameCopy.store(
                    connection,
                    id,
                    copy -> impossible[0] = names.forEach(range.first(), range.size(), copy::add)));
    if (stored != range.size() - impossible[0]) {
      throw new IllegalStateException(
          "PostgreSQL stored "
              + stored
              + " names of "
              + range
              + ", "
              + impossible[0]
              + " impossible");
    }
    return impossible[0];
  }

  /** Remembers which offsets a batch has got. */
  void insertRange(Batch batch, GenerationCursors.Range range) {
    database.write(
        """
        INSERT INTO generation_ranges (campaign_id, number, first_offset, size) VALUES (?, ?, ?, ?)
        """,
        batch.campaign(),
        batch.number(),
        range.first(),
        range.size());
  }

  /** The names of a recorded batch, by their offsets; a batch has at most 100,000. */
  List<String> names(CampaignId id, long batch) {
    return database.query(
        """
        SELECT stored.name
          FROM generation_ranges given
          JOIN generated_domains stored
            ON stored.campaign_id = given.campaign_id AND stored."offset" >= given.first_offset
           AND stored."offset" < given.first_offset + given.size
         WHERE given.campaign_id = ? AND given.number = ?
         ORDER BY stored."offset"
        """,
        row -> row.text("name"),
        id,
        batch);
  }

  long countNames(CampaignId id) {
    return database
        .first(
            "SELECT count(*) AS names FROM generated_domains WHERE campaign_id = ?",
            row -> row.number("names"),
            id)
        .orElseThrow();
  }

  void deleteNames(CampaignId id) {
    database.write("DELETE FROM generation_ranges WHERE campaign_id = ?", id);
    database.write("DELETE FROM generated_domains WHERE campaign_id = ?", id);
  }

  private static Stored stored(Row row) throws SQLException {
    NamePattern pattern =
        new NamePattern(
            row.constant("pattern", GenerationPattern.class),
            (int) row.number("prefix_length"),
            (int) row.number("suffix_length"),
            row.text("characters"),
            row.text("constant"),
            List.of(row.text("tlds").split(" ", -1)));
    return new Stored(
        new GenerationRequest(pattern, row.number("name_count")), row.number("first_offset"));
  }
}
