package io.domainflow.metrics;

/** How operations are recorded. */
public enum MetricsMode {
  /** Rows wait in memory for at most a quarter of a second. */
  BUFFERED,
  /** Each row is stored before its operation returns, in a transaction of its own. */
  DURABLE,
  /** Nothing is counted, nothing is stored. */
  OFF
}
