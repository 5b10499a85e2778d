package io.domainflow.execution.running;

import io.domainflow.CampaignId;
import io.domainflow.execution.Bundle;
import io.domainflow.execution.Finished;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finished batches that wait to be recorded, by campaign. One worker at a time records those of a
 * campaign: two would wait for each other at the campaign's row anyway. What the others finish in
 * the meantime is recorded together, so bundles grow with the load by themselves. Thread-safe.
 */
final class RecordQueues {

  /** Batches in one bundle. */
  static final int MOST_BATCHES = 256;

  /** Items in one bundle, unless a single batch has more: a transaction should stay short. */
  static final long MOST_ITEMS = 20_000;

  /** The queues of those campaigns that somebody is recording. */
  private final Map<CampaignId, Deque<Finished>> queues = new HashMap<>();

  /**
   * Adds batches.
   *
   * @return the campaigns whose batches the caller has to record, each by {@link #next} until that
   *     is empty; of the others somebody is at it already
   */
  synchronized Set<CampaignId> add(List<Finished> finished) {
    Set<CampaignId> first = new LinkedHashSet<>();
    for (Finished one : finished) {
      CampaignId campaign = one.batch().campaign();
      if (!queues.containsKey(campaign)) {
        queues.put(campaign, new ArrayDeque<>());
        first.add(campaign);
      }
      queues.get(campaign).add(one);
    }
    return first;
  }

  /** Whoever was at it cannot go on; what is added from now on is recorded again. */
  synchronized List<Finished> abandon(CampaignId campaign) {
    Deque<Finished> queue = queues.remove(campaign);
    return queue == null ? List.of() : List.copyOf(queue);
  }

  /** What is to be recorded next; empty if nothing is left, and nobody is at it any more. */
  synchronized Optional<Bundle> next(CampaignId campaign) {
    Optional<Bundle> next = poll(campaign);
    if (next.isEmpty()) {
      queues.remove(campaign);
    }
    return next;
  }

  /** What is to be recorded next; empty if nothing is left, and the caller stays at it. */
  synchronized Optional<Bundle> poll(CampaignId campaign) {
    Deque<Finished> queue = queues.get(campaign);
    if (queue == null || queue.isEmpty()) {
      return Optional.empty();
    }
    List<Finished> bundle = new ArrayList<>();
    long items = 0;
    while (!queue.isEmpty()
        && bundle.size() < MOST_BATCHES
        && (bundle.isEmpty() || items + queue.peek().batch().size() <= MOST_ITEMS)) {
      Finished finished = queue.remove();
      items += finished.batch().size();
      bundle.add(finished);
    }
    return Optional.of(new Bundle(campaign, bundle));
  }
}
