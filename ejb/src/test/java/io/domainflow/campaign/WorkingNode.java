package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.BatchLedger;
import io.domainflow.execution.Bundle;
import io.domainflow.execution.NodeQueries;
import io.domainflow.execution.RecordOutcome;
import io.domainflow.execution.WorkHandler;
import io.domainflow.execution.WorkNodes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** A node that takes each step only when it is told to. */
@ApplicationScoped
public class WorkingNode {

  private static final String NAME = "node";

  @Inject BatchClaims claims;
  @Inject BatchLedger ledger;
  @Inject WorkHandler handler;
  @Inject WorkNodes nodes;
  @Inject NodeQueries known;

  /** Makes itself known, if it is not. */
  public void join() {
    if (known.find(NAME).isEmpty()) {
      nodes.join(NAME, "test", 4, Duration.ofHours(1));
    }
  }

  /** Claims up to {@code most} batches, of whichever campaigns. */
  public List<Batch> claim(int most) {
    join();
    return claims.claim(NAME, most);
  }

  /** Claims up to {@code most} batches of the campaign; no other has any. */
  public List<Batch> claim(CampaignId id, int most) {
    List<Batch> batches = claim(most);
    if (batches.stream().anyMatch(batch -> !batch.campaign().equals(id))) {
      throw new AssertionError("work of other campaigns is claimable: " + batches);
    }
    return batches;
  }

  /** Does the batch and records it. */
  public RecordOutcome record(Batch batch) {
    return record(perform(batch));
  }

  /** Does the batch. */
  public Bundle perform(Batch batch) {
    return Bundle.of(batch, handler.perform(batch));
  }

  /** Records what is done. */
  public RecordOutcome record(Bundle done) {
    return ledger.record(done, NAME);
  }

  /** Gives the batch back for another attempt. */
  public void postpone(Batch batch) {
    ledger.postpone(batch, "away", Duration.ZERO, NAME);
  }

  /** Takes back the positions that turned out not to exist. */
  public void shorten(CampaignId id) {
    ledger.shorten(id, NAME);
  }

  /** Fails the batch for good. */
  public void fail(Batch batch) {
    ledger.fail(batch, "poison", NAME);
  }
}
