package io.domainflow.execution.running;

import io.domainflow.CampaignId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Campaigns of which this node cannot record or begin anything for a while, because somebody holds
 * what that needs in the database: they must not hold up the others. Thread-safe.
 */
final class Stalls {

  /** Many times what a record takes, and little beside a lease. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

  private record Wait(CampaignId campaign, long sinceNanos) {
    boolean isLong(long nowNanos) {
      return nowNanos - sinceNanos > PATIENCE.toNanos();
    }
  }

  /**
   * The current thread waits for the database, or will from now on.
   *
   * @return whether it did not wait before: then {@link #end} is the caller's
   */
  boolean begin(CampaignId campaign, long nowNanos) {
    return waits.putIfAbsent(Thread.currentThread(), new Wait(campaign, nowNanos)) == null;
  }

  /** It goes on with the same campaign. */
  void advance(CampaignId campaign, long nowNanos) {
    waits.put(Thread.currentThread(), new Wait(campaign, nowNanos));
  }

  void end() {
    waits.remove(Thread.currentThread());
  }

  /** The campaigns that are waited for too long. */
  Set<CampaignId> campaigns(long nowNanos) {
    return stalled(nowNanos).map(Wait::campaign).collect(Collectors.toUnmodifiableSet());
  }

  /** How many threads wait for them. */
  int threads(long nowNanos) {
    return Math.toIntExact(stalled(nowNanos).count());
  }

  private Stream<Wait> stalled(long nowNanos) {
    return waits.values().stream().filter(wait -> wait.isLong(nowNanos));
  }
}
