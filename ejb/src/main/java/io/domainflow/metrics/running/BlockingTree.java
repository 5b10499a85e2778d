package io.domainflow.metrics.running;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts transactions below those that they wait for. */
final class BlockingTree {

  private final List<RunningTransaction> all;
  private final Set<RunningTransaction> placed = new HashSet<>();

  private BlockingTree(List<RunningTransaction> all) {
    this.all = all;
  }

  /**
   * Those that wait for nobody, the oldest first, each with those that wait for it. What waits for
   * several stands below the first of them; in a circle the oldest stands at the top.
   */
  static List<RunningTransaction> of(List<RunningTransaction> running) {
    List<RunningTransaction> oldestFirst =
        running.stream().sorted(Comparator.comparing(RunningTransaction::age).reversed()).toList();
    return new BlockingTree(oldestFirst).roots();
  }

  private List<RunningTransaction> roots() {
    List<RunningTransaction> roots = new ArrayList<>();
    for (RunningTransaction free : all) {
      if (all.stream().noneMatch(other -> waitsFor(free, other))) {
        roots.add(place(free));
      }
    }
    for (RunningTransaction inCircle : all) {
      if (!placed.contains(inCircle)) {
        roots.add(place(inCircle));
      }
    }
    return roots;
  }

  private RunningTransaction place(RunningTransaction blocker) {
    placed.add(blocker);
    List<RunningTransaction> waiting = new ArrayList<>();
    for (RunningTransaction other : all) {
      if (!placed.contains(other) && waitsFor(other, blocker)) {
        waiting.add(place(other));
      }
    }
    return blocker.blocking(waiting);
  }

  private static boolean waitsFor(RunningTransaction one, RunningTransaction other) {
    return other.backendPid() != 0 && one.blockedBy().contains(other.backendPid());
  }
}
