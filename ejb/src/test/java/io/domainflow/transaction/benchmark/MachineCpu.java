package io.domainflow.transaction.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How long the processors of this machine were busy, whoever kept them so: of a quiet machine the
 * application server and the database. By Linux' {@code /proc/stat} (proc_stat(5)).
 */
final class MachineCpu {

  private static final Path FILE = Path.of("/proc/stat");

  /** USER_HZ, which is 100 for every program (time(7)). */
  private static final Duration TICK = Duration.ofMillis(10);

  /** After the word: user, nice, system, idle, iowait, irq, softirq; further ones are guests. */
  private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7);

  private MachineCpu() {}

  static Duration used() throws IOException {
    List<String> fields = Arrays.asList(Files.readAllLines(FILE).get(0).split(" +", -1));
    long ticks = BUSY.stream().mapToLong(at -> Long.parseLong(fields.get(at))).sum();
    return TICK.multipliedBy(ticks);
  }
}
