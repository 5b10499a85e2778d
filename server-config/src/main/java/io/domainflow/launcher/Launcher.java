package io.domainflow.launcher;

import io.domainflow.launcher.settings.Faults;
import io.domainflow.launcher.settings.LauncherSettings;
import io.domainflow.launcher.settings.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts DomainFlow and runs until it is stopped. The settings are environment variables; see
 * {@link LauncherSettings}. Exit codes are in {@link ExitCode}.
 */
public final class Launcher {

  /** System property, set by the build's {@code run} profile. */
  private static final String STOP_WITH_PARENT = "domainflow.launcher.stop-with-parent";

  private Launcher() {}

  /** Runs the launcher; takes no arguments. */
  public static void main(String[] arguments) {
    // PostgreSQL's driver and programs may log; what the operator has to know, the launcher says.
    Logger.getLogger("").setLevel(Level.SEVERE);
    Console console = new Console(System.out, System.err, Clock.system(ZoneId.systemDefault()));
    Stop stop = new Stop(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(stop::request, "stop"));
    stopWithParent();
    int exitCode;
    try {
      exitCode = run(console, stop);
    } finally {
      // Also after a defect: the JVM's end waits for this.
      stop.done();
    }
    // Blocks if a signal is ending the JVM; then the exit code tells the signal.
    System.exit(exitCode);
  }

  /**
   * Maven's exec plugin does not end what it runs when Maven itself is ended by a signal, so the
   * launcher watches for that. Started otherwise it may well outlive its parent (nohup).
   */
  private static void stopWithParent() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    if (Boolean.getBoolean(STOP_WITH_PARENT) && parent.isPresent()) {
      Thread watch = new Thread(() -> exitAfter(parent.get()), "parent-watch");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private static void exitAfter(ProcessHandle parent) {
    parent.onExit().join();
    System.exit(ExitCode.FAILURE);
  }

  private static int run(Console console, Stop stop) {
    try {
      return start(console, stop);
    } catch (StopRequested | StartFailure | IOException end) {
      // What ends while everything is being stopped is no failure.
      if (stop.requested()) {
        console.event("stopped");
        return 0;
      }
      return report(end, console);
    }
  }

  private static int report(Exception end, Console console) {
    if (end instanceof StartFailure failure) {
      console.fault(String.valueOf(failure.getMessage()));
      return failure.exitCode();
    }
    console.fault("The data directory cannot be used (" + end + "): check the disk.");
    return ExitCode.FAILURE;
  }

  private static int start(Console console, Stop stop) throws IOException {
    Faults faults = new Faults();
    Installation installation = Installation.ofThisJar();
    installation.check(faults);
    Path home = Path.of(System.getProperty("user.home"));
    LauncherSettings settings = LauncherSettings.read(System.getenv(), home, faults);
    try (Preparation preparation = new Preparation(settings, faults, console)) {
      Optional<Place> place = preparation.take();
      for (String line : faults.lines()) {
        console.fault(line);
      }
      return place.isPresent()
          ? new Session(settings, installation, place.get(), console, stop).run()
          : ExitCode.SETTINGS;
    }
  }
}
