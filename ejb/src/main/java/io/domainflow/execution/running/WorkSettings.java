package io.domainflow.execution.running;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import java.time.Duration;

/**
 * How this node works.
 *
 * @param node this node's name, unique for each start of the application
 * @param workers batches worked on at the same time
 * @param lease how long a claim holds without a heartbeat
 * @param heartbeat how often leases are extended
 * @param poll how often an idle node looks for work
 * @param attempts how often a batch is tried
 * @param retryDelay the wait before the second attempt
 */
record WorkSettings(
    String node,
    int workers,
    Duration lease,
    Duration heartbeat,
    Duration poll,
    int attempts,
    Duration retryDelay) {

  /** The settings of the configuration, for the node {@code node}. */
  static WorkSettings from(Configuration configuration, String node) {
    return new WorkSettings(
        node,
        configuration.get(Settings.WORKERS),
        configuration.get(Settings.LEASE),
        configuration.get(Settings.HEARTBEAT),
        configuration.get(Settings.POLL),
        configuration.get(Settings.BATCH_ATTEMPTS),
        configuration.get(Settings.RETRY_DELAY));
  }
}
