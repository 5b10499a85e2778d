package io.domainflow.metrics;

import com.github.f4b6a3.uuid.UuidCreator;
import io.domainflow.CampaignId;
import io.domainflow.transaction.OperationOutcome;
import io.domainflow.transaction.OperationOutcome.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The row of one operation. Written once and never changed, so it has no version. */
@Entity
@Table(name = "transaction_metrics")
class TransactionMetric {

  /** What PostgreSQL says of a failure may be long; the beginning tells which one it was. */
  private static final int LONGEST_MESSAGE = 2000;

  @Id private UUID id;

  @Column(name = "operation_name")
  private String operation;

  @Column(name = "campaign_id")
  @Convert(converter = CampaignColumn.class)
  private @Nullable UUID campaign;

  @Column(name = "duration_ms")
  private long durationMillis;

  private boolean success;

  @Column(name = "error_message")
  private @Nullable String error;

  @Column(name = "retry_count")
  private long retries;

  @Column(name = "isolation_level")
  private String isolation;

  @Column(name = "created_at")
  @Convert(converter = MomentConverter.class)
  private Instant createdAt;

  @Column(name = "duration_us")
  private long durationMicros;

  @Enumerated(EnumType.STRING)
  private Outcome outcome;

  @Column(name = "sql_state")
  private @Nullable String sqlState;

  @Column(name = "failing_step")
  private @Nullable String step;

  @Column(name = "wasted_us")
  private long wastedMicros;

  private String node;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init") // It fills the fields.
  protected TransactionMetric() {}

  TransactionMetric(OperationOutcome ended, String node) {
    id = UuidCreator.getTimeOrderedEpochFast();
    operation = ended.operation();
    CampaignId about = ended.campaign();
    campaign = about == null ? null : about.value();
    durationMicros = micros(ended);
    durationMillis = TimeUnit.MICROSECONDS.toMillis(durationMicros);
    outcome = ended.outcome();
    success = outcome == Outcome.COMMITTED;
    error = success ? null : storable(ended.message());
    retries = ended.retries();
    isolation = ended.isolation().sql();
    createdAt = endOf(ended);
    sqlState = ended.sqlState().isEmpty() ? null : ended.sqlState();
    step = ended.step().isEmpty() ? null : storable(ended.step());
    wastedMicros = TimeUnit.NANOSECONDS.toMicros(ended.wasted().toNanos());
    this.node = node;
  }

  static long micros(OperationOutcome ended) {
    return TimeUnit.NANOSECONDS.toMicros(ended.duration().toNanos());
  }

  /** When an operation had ended, as it is stored: PostgreSQL knows microseconds. */
  static Instant endOf(OperationOutcome ended) {
    return ended.startedAt().plus(ended.duration()).truncatedTo(ChronoUnit.MICROS);
  }

  /** PostgreSQL stores no NUL. */
  private static String storable(String text) {
    String storable = text.replace("\0", "");
    return storable.length() <= LONGEST_MESSAGE ? storable : storable.substring(0, LONGEST_MESSAGE);
  }

  UUID id() {
    return id;
  }

  String operation() {
    return operation;
  }

  Instant createdAt() {
    return createdAt;
  }

  void write(CopyRow row) {
    row.uuid(id);
    row.text(operation);
    row.uuid(campaign);
    row.number(durationMillis);
    row.flag(success);
    row.text(error);
    row.number(retries);
    row.text(isolation);
    row.moment(createdAt);
    row.number(durationMicros);
    row.text(outcome.name());
    row.text(sqlState);
    row.text(step);
    row.number(wastedMicros);
    row.text(node);
  }

  TransactionRecord view() {
    return new TransactionRecord(
        id,
        operation,
        campaign == null ? null : new CampaignId(campaign),
        createdAt,
        durationMicros,
        outcome,
        retries,
        isolation,
        wastedMicros,
        sqlState,
        step,
        error,
        node);
  }
}
