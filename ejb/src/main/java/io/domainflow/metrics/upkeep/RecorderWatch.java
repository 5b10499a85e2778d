package io.domainflow.metrics.upkeep;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the nodes that do not record any more, without looking at any clock: those whose beats did
 * not change in so many rounds of this node, each of which has reached the database. A node that
 * was only cut off stores again what it holds as soon as it is back, long before. Not thread-safe.
 */
final class RecorderWatch {

  private final int rounds;
  private final Map<String, Seen> seen = new HashMap<>();

  /** What a node said last, and in how many rounds. */
  private record Seen(long beats, int rounds) {}

  RecorderWatch(int rounds) {
    this.rounds = rounds;
  }

  /** The nodes that are silent for long; {@code beats} are those of all nodes there are. */
  Set<String> silent(Map<String, Long> beats) {
    seen.keySet().retainAll(beats.keySet());
    beats.forEach(
        (node, beat) ->
            seen.merge(
                node,
                new Seen(beat, 1),
                (before, now) ->
                    before.beats() == beat ? new Seen(beat, before.rounds() + 1) : now));
    return seen.entrySet().stream()
        .filter(entry -> entry.getValue().rounds() > rounds)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
