package io.domainflow.web.transaction;

import io.domainflow.metrics.statistics.TransactionStatistics;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an operation came to within a bucket of time, as the API shows it. */
@Schema(name = "TransactionStatistics")
record StatisticsAnswer(
    Instant bucket,
    String operation,
    TransactionStatistics.Source source,
    long count,
    long failures,
    long retries,
    long wastedMicros,
    long p50Micros,
    long p95Micros,
    long p99Micros,
    long maxMicros) {

  static StatisticsAnswer of(TransactionStatistics counted) {
    return new StatisticsAnswer(
        counted.bucket(),
        counted.operation(),
        counted.source(),
        counted.count(),
        counted.failures(),
        counted.retries(),
        counted.wastedMicros(),
        counted.p50(),
        counted.p95(),
        counted.p99(),
        counted.max());
  }
}
