package io.domainflow.transaction.compensation;

import io.domainflow.CampaignId;
import org.jspecify.annotations.Nullable;

/**
 * A compensation that is still to be carried out.
 *
 * @param operation the operation that was not committed
 * @param campaign the campaign that it was about; null if none was named
 * @param doubt if the operation is in doubt, its transaction: only if that turns out to be aborted,
 *     the compensation is carried out; otherwise null
 * @param error why it was not carried out at once
 */
record Debt(
    String operation,
    @Nullable CampaignId campaign,
    Compensation compensation,
    @Nullable Doubt doubt,
    String error) {

  @Override
  public String toString() {
    return "compensation "
        + compensation.handler()
        + "("
        + compensation.payload()
        + ") of operation "
        + operation;
  }
}
