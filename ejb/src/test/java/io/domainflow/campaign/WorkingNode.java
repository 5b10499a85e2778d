package io.domainflow.campaign;

import io.domainflow.CampaignId;
import io.domainflow.execution.Batch;
import io.domainflow.execution.BatchClaims;
import io.domainflow.execution.BatchLedger;
import io.domainflow.execution.RecordOutcome;
import io.domainflow.execution.WorkHandler;
import io.domainflow.execution.WorkSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** A node that takes each step only when it is told to. */
@ApplicationScoped
public class WorkingNode {

  private static final String NAME = "node";

  private static final WorkSettings SETTINGS =
      new WorkSettings(
          NAME,
          4,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          3,
          Duration.ofMillis(1));

  @Inject BatchClaims claims;
  @Inject BatchLedger ledger;
  @Inject WorkHandler handler;

  /** Claims up to {@code most} batches of the campaign; no other has any. */
  public List<Batch> claim(CampaignId id, int most) {
    List<Batch> batches = claims.claim(SETTINGS, most);
    if (batches.stream().anyMatch(batch -> !batch.campaign().equals(id))) {
      throw new AssertionError("work of other campaigns is claimable: " + batches);
    }
    return batches;
  }

  /** Does the batch and records it. */
  public RecordOutcome record(Batch batch) {
    return ledger.record(batch, handler.perform(batch), NAME);
  }

  /** Gives the batch back for another attempt. */
  public void postpone(Batch batch) {
    ledger.postpone(batch, "away", Duration.ZERO, NAME);
  }

  /** Fails the batch for good. */
  public void fail(Batch batch) {
    ledger.fail(batch, "poison", NAME);
  }
}
