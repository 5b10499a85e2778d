package io.domainflow.web.transaction;

import io.domainflow.metrics.statistics.ConflictCost;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What attempts that were rolled back have cost, as the API shows it. */
@Schema(name = "ConflictCost")
record ConflictAnswer(
    String operation,
    @Nullable String sqlState,
    @Nullable String collidedWith,
    long attempts,
    long wastedMicros) {

  static ConflictAnswer of(ConflictCost cost) {
    return new ConflictAnswer(
        cost.operation(), cost.sqlState(), cost.other(), cost.attempts(), cost.wastedMicros());
  }
}
