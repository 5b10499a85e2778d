package io.domainflow.execution.running;

import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.metrics.Counter;

/** A counter without a registry; a test may make it fail. */
class Counting implements Counter {

  private final AtomicLong count = new AtomicLong();

  @Override
  public void inc() {
    inc(1);
  }

  @Override
  public void inc(long more) {
    count.addAndGet(more);
  }

  @Override
  public long getCount() {
    return count.get();
  }
}
