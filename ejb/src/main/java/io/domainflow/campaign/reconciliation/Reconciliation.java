package io.domainflow.campaign.reconciliation;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignTypes;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.database.Database;
import io.domainflow.transaction.Concerns;
import io.domainflow.transaction.IsolationLevel;
import io.domainflow.transaction.MonitoredTransaction;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Compares what is stored of campaigns with itself, in one snapshot, while they run. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Reconciliation {

  private static final String ALL_AT_ODDS =
      "SELECT id, status, live, claimable" + "\n" + Check.AT_ODDS + " ORDER BY id LIMIT ?";

  @Inject Database database;

  @Inject CampaignTypes types;

  /**
   * What does not agree; empty if the campaign is consistent. Attribute NOT_SUPPORTED.
   *
   * @throws CampaignNotFoundException if there is no such campaign
   */
  @MonitoredTransaction(
      operation = "reconcile_campaign",
      isolation = IsolationLevel.REPEATABLE_READ,
      readOnly = true)
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<Difference> differences(@Concerns CampaignId id) {
    return compare(id);
  }

  /**
   * All campaigns that are runnable without work, or have work without being runnable; there should
   * be none. Attribute NOT_SUPPORTED.
   *
   * @param limit how many at most, 1 or more
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public List<WorkAtOdds> workAtOdds(int limit) {
    return database.query(
        ALL_AT_ODDS,
        row ->
            new WorkAtOdds(
                row.campaign("id"),
                row.constant("status", CampaignStatus.class),
                row.flag("live"),
                row.flag("claimable")),
        limit);
  }

  private List<Difference> compare(CampaignId id) {
    long successful =
        database
            .first(
                "SELECT successful_items FROM campaigns WHERE id = ?",
                row -> row.number("successful_items"),
                id)
            .orElseThrow(() -> new CampaignNotFoundException(id));
    List<Difference> differences = new ArrayList<>();
    Stream.of(Check.values())
        .filter(check -> !check.query().isEmpty())
        .forEach(check -> differences.addAll(differences(check, id)));
    long stored = types.of(id).storedResults(id);
    if (stored != successful) {
      differences.add(
          new Difference(
              Check.RESULTS, "successfulItems", Long.toString(stored), Long.toString(successful)));
    }
    return differences;
  }

  private List<Difference> differences(Check check, CampaignId id) {
    return database.query(
        check.query(),
        row ->
            new Difference(
                check, row.text("subject"), row.textOrNull("expected"), row.textOrNull("actual")),
        Collections.nCopies(check.campaigns(), id).toArray());
  }
}
