package io.domainflow.campaign.state;

import org.jspecify.annotations.Nullable;

/**
 * Who changes a campaign's state, and why.
 *
 * @param actor a user, or {@code node:} and the id of the node
 * @param reason in words
 * @param cause the failure behind it; null if there is none
 */
public record StateChange(String actor, String reason, @Nullable String cause) {

  static StateChange by(String actor, String reason) {
    return new StateChange(actor, reason, null);
  }

  public static StateChange byNode(String node, String reason) {
    return new StateChange(actor(node), reason, null);
  }

  /** The actor that a node is. */
  public static String actor(String node) {
    return "node:" + node;
  }
}
