package io.domainflow.pipeline;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignSources;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.PlannedWork;
import io.domainflow.campaign.StoredDefinition;
import io.domainflow.database.Database;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import io.domainflow.execution.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps some of its source's names: a validation without a network. */
@ApplicationScoped
public class PassThroughCampaigns implements CampaignType<PassThroughDefinition> {

  static final String NAME = "PASS_THROUGH";

  @Inject Database database;

  @Inject CampaignSources sources;

  /** What a migration does for a type of the product. */
  public static void install(Database database) {
    database.update("ALTER TABLE campaigns DROP CONSTRAINT campaigns_type_known");
    database.update(
        """
        ALTER TABLE campaigns ADD CONSTRAINT campaigns_type_known
          CHECK (type IN ('DOMAIN_GENERATION', 'PASS_THROUGH'))
        """);
    database.update(
        """
        CREATE TABLE pass_through_definitions (campaign_id uuid PRIMARY KEY, keep text NOT NULL)
        """);
    database.update(
        """
        CREATE TABLE pass_through_names (campaign_id uuid, batch bigint, name text,
                                         PRIMARY KEY (campaign_id, batch, name))
        """);
  }

  /** Takes all of it back. */
  public static void uninstall(Database database) {
    database.update("DELETE FROM campaigns WHERE type = 'PASS_THROUGH'");
    database.update("ALTER TABLE campaigns DROP CONSTRAINT campaigns_type_known");
    database.update(
        """
        ALTER TABLE campaigns ADD CONSTRAINT campaigns_type_known
          CHECK (type IN ('DOMAIN_GENERATION'))
        """);
    database.update("DROP TABLE pass_through_names, pass_through_definitions");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String definitionField() {
    return "passThrough";
  }

  @Override
  public Class<PassThroughDefinition> definitionClass() {
    return PassThroughDefinition.class;
  }

  @Override
  public StoredDefinition create(CampaignId id, PassThroughDefinition definition) {
    database.write("INSERT INTO pass_through_definitions VALUES (?, ?)", id, definition.keep());
    return new StoredDefinition(definition, new PlannedWork.SourceResults());
  }

  @Override
  public Map<CampaignId, Record> describe(Collection<CampaignId> ids) {
    return ids.stream()
        .collect(Collectors.toMap(id -> id, id -> new PassThroughDefinition(keep(id))));
  }

  private String keep(CampaignId id) {
    return database
        .first(
            "SELECT keep FROM pass_through_definitions WHERE campaign_id = ?",
            row -> row.text("keep"),
            id)
        .orElseThrow();
  }

  @Override
  public Recording perform(Batch batch) {
    String keep = keep(batch.campaign());
    List<String> kept =
        sources.namesOf(batch).stream().filter(name -> name.endsWith(keep)).toList();
    return () -> {
      database.update(
          "INSERT INTO pass_through_names SELECT ?, ?, unnest(string_to_array(?, ','))",
          batch.campaign(),
          batch.number(),
          String.join(",", kept));
      return new Tally(kept.size(), batch.size() - kept.size(), 0);
    };
  }

  @Override
  public List<String> results(CampaignId id, long batch) {
    return database.query(
        "SELECT name FROM pass_through_names WHERE campaign_id = ? AND batch = ? ORDER BY name",
        row -> row.text("name"),
        id,
        batch);
  }

  @Override
  public long storedResults(CampaignId id) {
    return database
        .first(
            "SELECT count(*) AS names FROM pass_through_names WHERE campaign_id = ?",
            row -> row.number("names"),
            id)
        .orElseThrow();
  }

  @Override
  public void delete(CampaignId id) {
    database.write("DELETE FROM pass_through_names WHERE campaign_id = ?", id);
    database.write("DELETE FROM pass_through_definitions WHERE campaign_id = ?", id);
  }
}
