package io.domainflow.transaction;

import io.domainflow.transaction.compensation.Compensation;
import io.domainflow.transaction.compensation.CompensationHandler;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something outside PostgreSQL: a list of names that can be added and removed, or be away. */
@ApplicationScoped
public class RemoteEffects implements CompensationHandler {

  @Resource TransactionSynchronizationRegistry registry;

  private final List<String> present = new CopyOnWriteArrayList<>();
  private final List<String> removed = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  @Override
  public String name() {
    return "remove_remote_effect";
  }

  @Override
  public void compensate(String payload) {
    if (away) {
      throw new IllegalStateException("the remote side is away");
    }
    if (registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
      throw new IllegalStateException("a compensation has a transaction of its own");
    }
    present.remove(payload);
    removed.add(payload);
  }

  void add(String name) {
    present.add(name);
  }

  List<String> present() {
    return present;
  }

  /** In the order in which they were removed. */
  List<String> removed() {
    return removed;
  }

  void goAway(boolean gone) {
    away = gone;
  }

  void clear() {
    away = false;
    present.clear();
    removed.clear();
  }

  static Compensation removing(String name) {
    return new Compensation("remove_remote_effect", name);
  }
}
