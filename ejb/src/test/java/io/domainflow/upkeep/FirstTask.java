package io.domainflow.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;

/** A task that always fails. */
@ApplicationScoped
public class FirstTask implements UpkeepTask {

  private final CountDownLatch attended = new CountDownLatch(1);

  @Override
  public void attend() {
    attended.countDown();
    throw new IllegalStateException("this task always fails");
  }

  /** Counted down when the task was called. */
  public CountDownLatch attended() {
    return attended;
  }
}
