package io.domainflow.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;

/** Another task that always fails: whichever of the two comes first, the other comes behind it. */
@ApplicationScoped
public class SecondTask implements UpkeepTask {

  private final CountDownLatch attended = new CountDownLatch(1);

  @Override
  public void attend() {
    attended.countDown();
    throw new IllegalStateException("this task always fails too");
  }

  /** Counted down when the task was called. */
  public CountDownLatch attended() {
    return attended;
  }
}
