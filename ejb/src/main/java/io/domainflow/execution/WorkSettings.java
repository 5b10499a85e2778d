package io.domainflow.execution;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;

/**
 * How this node works.
 *
 * @param node this node's name, unique for each start of the application, so that a node never
 *     mistakes the leases of its former life for its own
 * @param workers batches worked on at the same time
 * @param lease how long a claim holds without a heartbeat
 * @param heartbeat how often leases are extended
 * @param poll how often an idle node looks for work
 * @param attempts how often a batch is tried
 * @param retryDelay the wait before the second attempt
 */
public record WorkSettings(
    String node,
    int workers,
    Duration lease,
    Duration heartbeat,
    Duration poll,
    int attempts,
    Duration retryDelay) {

  private static final int SUFFIX_LENGTH = 8;

  /** The settings of the configuration, with a new unique node name. */
  public static WorkSettings from(Configuration configuration) {
    return new WorkSettings(
        configuration.find(Settings.NODE_ID).orElseGet(WorkSettings::hostName)
            + "/"
            + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH),
        configuration.get(Settings.WORKERS),
        configuration.get(Settings.LEASE),
        configuration.get(Settings.HEARTBEAT),
        configuration.get(Settings.POLL),
        configuration.get(Settings.BATCH_ATTEMPTS),
        configuration.get(Settings.RETRY_DELAY));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException noName) {
      return "node"; // The random suffix tells nodes apart; the host's name only helps people.
    }
  }
}
