package io.domainflow.campaign.state;

import org.jspecify.annotations.Nullable;

/**
 * Who steers a campaign, and what they have seen of it.
 *
 * @param actor a user
 * @param expectedVersion the version that the campaign must still have; null if any will do
 */
public record Control(String actor, @Nullable Long expectedVersion) {

  /** Whatever the campaign's version is. */
  public static Control by(String actor) {
    return new Control(actor, null);
  }

  /** The same, but only if the campaign has the version. */
  public Control expecting(long version) {
    return new Control(actor, version);
  }
}
