package io.domainflow.transaction.benchmark;

import static io.domainflow.transaction.TransactionOperation.required;

import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignRegister;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.NewCampaign;
import io.domainflow.campaign.state.StateCoordinator;
import io.domainflow.database.Database;
import io.domainflow.transaction.MonitoredTransaction;
import io.domainflow.transaction.attempt.TransactionBatch;
import io.domainflow.transaction.attempt.Transactions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;

/** Operations of the kit that end otherwise than the product's. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MonitoredCreation {

  @Inject Transactions transactions;

  @Inject TransactionBatch batch;

  @Inject CampaignRegister register;

  @Inject StateCoordinator states;

  @Inject Database database;

  /**
   * Writes all that the creation of a campaign writes, and then fails. Attribute NOT_SUPPORTED.
   *
   * @param thrownAt is set to the {@link System#nanoTime()} just before the failure
   * @throws InvalidRequestException always
   */
  @MonitoredTransaction(operation = "fail_creation")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public <D extends Record> void fail(CampaignType<D> type, D definition, AtomicLong thrownAt) {
    NewCampaign<D> campaign =
        new NewCampaign<>(CampaignRequest.of(HandWrittenCreation.NAME, type, definition));
    transactions.concerns(campaign.id());
    batch.run(
        required("create_campaign", "As in create_campaign", () -> register.insert(campaign)),
        required(
            "initialize_state",
            "As in create_campaign",
            () -> states.initialize(campaign.id(), HandWrittenCreation.ACTOR)),
        required("plan_work", "As in create_campaign", () -> register.plan(campaign)),
        required("fail", "Have everything written, and fail", () -> fail(thrownAt)));
  }

  private void fail(AtomicLong thrownAt) {
    database.flush();
    thrownAt.set(System.nanoTime());
    throw new InvalidRequestException("benchmark", "fails on purpose");
  }

  /** Does nothing, as an operation. Attribute NOT_SUPPORTED. */
  @MonitoredTransaction(operation = "do_nothing")
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public String nothing() {
    return "";
  }
}
