package io.domainflow.web.campaign;

import io.domainflow.execution.BatchStatus;
import io.domainflow.execution.BatchView;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the API shows it.
 *
 * @param firstPosition a 64-bit number in decimal
 */
@Schema(name = "Batch")
record BatchAnswer(
    long number,
    String firstPosition,
    int size,
    @Schema(type = SchemaType.STRING) BatchStatus status,
    int attempt,
    int losses,
    long successful,
    long failed,
    long missing,
    @Nullable String node,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant leaseUntil,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant notBefore,
    @Nullable String error,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant claimedAt,
    @Schema(type = SchemaType.STRING, format = "date-time", nullable = true)
        @Nullable Instant doneAt) {

  static BatchAnswer of(BatchView batch) {
    return new BatchAnswer(
        batch.number(),
        Long.toString(batch.firstPosition()),
        batch.size(),
        batch.status(),
        batch.attempt(),
        batch.losses(),
        batch.tally().successful(),
        batch.tally().failed(),
        batch.tally().missing(),
        batch.node(),
        batch.leaseUntil(),
        batch.notBefore(),
        batch.error(),
        batch.claimedAt(),
        batch.doneAt());
  }
}
