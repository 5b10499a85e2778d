package io.domainflow.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts DomainFlow and runs until it is stopped. The settings are environment variables; see
 * {@link LauncherSettings}. Exit codes are in {@link ExitCode}.
 */
public final class Launcher {

  /** More than all waits of an orderly stop together. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(100);

  private Launcher() {}

  /** Runs the launcher; takes no arguments. */
  public static void main(String[] arguments) {
    // PostgreSQL's driver and programs may log; what the operator has to know, the launcher says.
    Logger.getLogger("").setLevel(Level.SEVERE);
    Console console = new Console(System.out, System.err, Clock.system(ZoneId.systemDefault()));
    CountDownLatch ended = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Thread onSignal = new Thread(() -> stop(main, ended), "stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    int exitCode = run(console);
    ended.countDown();
    // Blocks if a signal is ending the JVM; then the exit code tells the signal.
    System.exit(exitCode);
  }

  /** Interrupts the launcher, which stops what it runs, and waits for it to have done so. */
  private static void stop(Thread main, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    main.interrupt();
    try {
      if (!ended.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("domainflow: not everything could be stopped in time.");
      }
    } catch (InterruptedException impossible) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(Console console) {
    try {
      return start(console);
    } catch (StopRequested stopped) {
      console.event("stopped");
      return 0;
    } catch (StartFailure failure) {
      console.fault(String.valueOf(failure.getMessage()));
      return failure.exitCode();
    } catch (IOException failure) {
      // A channel that the interruption closed is no failure.
      if (Thread.interrupted()) {
        console.event("stopped");
        return 0;
      }
      console.fault(
          String.format(Locale.ROOT, "The files cannot be used: %s. Check the disk.", failure));
      return ExitCode.FAILURE;
    }
  }

  private static int start(Console console) throws IOException {
    Faults faults = new Faults();
    Installation installation = Installation.ofThisJar();
    installation.check(faults);
    Path home = Path.of(System.getProperty("user.home"));
    LauncherSettings settings = LauncherSettings.read(System.getenv(), home, faults);
    try (Preparation preparation = new Preparation(settings, faults, console)) {
      preparation.check();
      for (String line : faults.lines()) {
        console.fault(line);
      }
      if (!faults.isEmpty()) {
        return ExitCode.SETTINGS;
      }
      return new Session(settings, installation, preparation.directory(), console).run();
    }
  }
}
