package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.launcher.settings.DataDirectory;
import io.domainflow.testing.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as a process: what the operator sees, and what is left of it. */
class LauncherIT {

  private final Path data;

  LauncherIT(@TempDir Path temporary) {
    this.data = temporary.resolve("data");
  }

  private static Connection connect(LauncherProcess launcher, Path data) throws Exception {
    String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
    return DriverManager.getConnection(launcher.databaseUrl(), "domainflow", password);
  }

  private static String query(LauncherProcess launcher, Path data, String sql) throws Exception {
    try (Connection connection = connect(launcher, data);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void execute(LauncherProcess launcher, Path data, String sql) throws Exception {
    try (Connection connection = connect(launcher, data);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int readiness(LauncherProcess launcher) {
    return new ApiClient(launcher.baseUri()).get("/health/ready").status();
  }

  /** One DomainFlow for the facts that need no fresh one. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class Running {

    private final Path data;
    private final LauncherProcess launcher;

    Running(@TempDir Path temporary) throws IOException {
      this.data = temporary.resolve("data");
      this.launcher = LauncherProcess.start(data, Map.of());
    }

    @BeforeAll
    void awaitReady() {
      launcher.awaitOutput("DomainFlow is ready");
    }

    @AfterAll
    void stop() throws IOException {
      launcher.close();
    }

    @Test
    void isReady() throws Exception {
      assertThat(readiness(launcher)).isEqualTo(200);
    }

    @Test
    void showsTheCountersOfWorkBeforeThereIsAny() {
      assertThat(new ApiClient(launcher.baseUri()).get("/metrics").body())
          .contains("domainflow_batches_recorded_total", "domainflow_batches_failed_total");
    }

    @Test
    void printsItsAddressAndAFirstCampaign() {
      assertThat(launcher.output())
          .contains("at " + launcher.baseUri() + ", data in " + data)
          .contains("curl -s " + launcher.baseUri() + "/api/v1/campaigns ");
    }

    @Test
    void printsNoWarningAndNoFault() {
      assertThat(launcher.output().lines())
          .noneMatch(line -> line.contains("WARNING") || line.contains("SEVERE"))
          .noneMatch(line -> line.startsWith("domainflow: "));
    }

    @ParameterizedTest
    @CsvSource({
      "fsync, on",
      "synchronous_commit, on",
      "full_page_writes, on",
      "data_checksums, on",
      "password_encryption, scram-sha-256",
      "listen_addresses, 127.0.0.1"
    })
    void keepsWhatIsCommitted(String setting, String value) throws Exception {
      assertThat(query(launcher, data, "SHOW " + setting)).isEqualTo(value);
    }

    @Test
    void letsTheApplicationBeNoSuperuser() throws Exception {
      assertThat(
              query(launcher, data, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "domainflow"})
    void letsNobodyInWithoutThePassword(String role) {
      assertThat(loginState(launcher.databaseUrl(), role)).isEqualTo("28P01");
    }

    @Test
    void givesThePasswordToNoCommandLine() throws Exception {
      String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
      for (ProcessHandle process : launcher.processes()) {
        assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")))
            .doesNotContain(password);
      }
    }

    @Test
    void keepsASecondLauncherOffItsData() throws Exception {
      try (LauncherProcess second = LauncherProcess.start(data, Map.of())) {
        assertThat(second.awaitExit()).isEqualTo(ExitCode.SETTINGS);
        assertThat(second.faults())
            .containsExactly(
                "The data directory "
                    + data
                    + " is used by a DomainFlow that is running: stop it, or set"
                    + " DOMAINFLOW_DATA_DIR to another directory.");
      } finally {
        assertThat(readiness(launcher)).isEqualTo(200);
      }
    }

    @Test
    void refusesAWrongPassword() throws Exception {
      assertRefused(launcher.databaseUrl(), "wrong", "DOMAINFLOW_DB_PASSWORD or");
    }

    @Test
    void refusesAnUnknownDatabase() throws Exception {
      String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
      assertRefused(
          launcher.databaseUrl() + "_missing",
          password,
          "DOMAINFLOW_DB_URL names a database that does not exist");
    }

    @Test
    void sharesItsDatabaseWithAnotherLauncher(@TempDir Path temporary) throws Exception {
      String password = new PasswordFile(new DataDirectory(data).databasePassword()).read();
      Map<String, String> database = database(launcher.databaseUrl(), password);
      Path other = temporary.resolve("other");
      try (LauncherProcess second = LauncherProcess.startReady(other, database)) {
        assertThat(readiness(second)).isEqualTo(200);
        assertThat(second.output()).doesNotContain(password);
        assertThat(new DataDirectory(other).cluster()).doesNotExist();
      }
    }
  }

  private static Map<String, String> database(String url, String password) {
    return Map.of(
        "DOMAINFLOW_DB_URL", url,
        "DOMAINFLOW_DB_USER", "domainflow",
        "DOMAINFLOW_DB_PASSWORD", password);
  }

  private void assertRefused(String url, String password, String beginning) throws Exception {
    try (LauncherProcess launcher = LauncherProcess.start(data, database(url, password))) {
      assertThat(launcher.awaitExit()).isEqualTo(ExitCode.SETTINGS);
      assertThat(launcher.faults()).singleElement().asString().startsWith(beginning);
      assertThat(launcher.output()).doesNotContain("\tat ");
    }
  }

  @Nested
  class WithWrongSettings {

    @Test
    void namesATakenPort() throws Exception {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String port = Integer.toString(taken.getLocalPort());
        assertFaults(Map.of("DOMAINFLOW_HTTP_PORT", port), "Port " + port + " on 127.0.0.1");
      }
    }

    @Test
    void namesADataDirectoryThatIsNone() throws Exception {
      Files.createFile(data);
      assertFaults(Map.of(), "The data directory " + data + " cannot be used");
    }

    @Test
    void namesAnotherMajorVersion() throws Exception {
      Path cluster = Files.createDirectories(new DataDirectory(data).cluster());
      Files.writeString(cluster.resolve("PG_VERSION"), "17\n");
      assertFaults(Map.of(), "The data in " + cluster + " was written by PostgreSQL 17");
    }

    @Test
    void namesADatabaseThatDoesNotAnswer() throws Exception {
      String url = "jdbc:postgresql://127.0.0.1:" + LauncherProcess.freePort() + "/x";
      assertRefused(url, "any", "DOMAINFLOW_DB_URL: no database answers at " + url);
    }

    @Test
    void namesAllOfThemTogether() throws Exception {
      assertFaults(
          Map.of(
              "DOMAINFLOW_HTTP_PORT", "none",
              "DOMAINFLOW_HTTP_HOST", "a b",
              "DOMAINFLOW_DB_URL", "postgres://x",
              "DOMAINFLOW_WROKERS", "4"),
          "DOMAINFLOW_WROKERS is not a setting",
          "DOMAINFLOW_HTTP_HOST is",
          "DOMAINFLOW_HTTP_PORT is",
          "DOMAINFLOW_DB_URL has to begin with");
    }

    private void assertFaults(Map<String, String> settings, String... beginnings) throws Exception {
      try (LauncherProcess launcher = LauncherProcess.start(data, settings)) {
        assertThat(launcher.awaitExit()).isEqualTo(ExitCode.SETTINGS);
        List<String> faults = launcher.faults();
        assertThat(faults).hasSameSizeAs(beginnings);
        for (int i = 0; i < beginnings.length; i++) {
          assertThat(faults.get(i)).startsWith(beginnings[i]);
        }
        assertThat(launcher.output()).doesNotContain("\tat ");
      }
    }
  }

  @Nested
  class WhenStopped {

    @Test
    void leavesNoProcessAndFindsItsDataAgain() throws Exception {
      try (LauncherProcess first = LauncherProcess.startReady(data, Map.of())) {
        execute(first, data, "CREATE TABLE kept AS SELECT 42 AS answer");
        List<ProcessHandle> processes = first.processes();
        assertThat(processes).hasSizeGreaterThan(3);
        first.terminate();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(first.output()).doesNotContain("domainflow: ").contains("stopped");
      }
      try (LauncherProcess second = LauncherProcess.startReady(data, Map.of())) {
        assertThat(query(second, data, "SELECT answer FROM kept")).isEqualTo("42");
      }
    }

    @Test
    void leavesNoProcessWhileItStarts() throws Exception {
      try (LauncherProcess launcher = LauncherProcess.start(data, Map.of())) {
        launcher.awaitOutput("PostgreSQL is up");
        LauncherProcess.await(() -> isServerRecorded(launcher), LauncherProcess.START_LIMIT);
        List<ProcessHandle> processes = launcher.processes();
        launcher.terminate();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(launcher.output()).doesNotContain("domainflow: ");
      }
    }

    @Test
    void stopsInTheMiddleOfTheFirstUnpackingAndStartsAgain() throws Exception {
      try (LauncherProcess launcher = LauncherProcess.start(data, Map.of())) {
        launcher.awaitOutput("unpacking PostgreSQL");
        launcher.terminate();
        assertThat(launcher.faults()).isEmpty();
      }
      try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
        assertThat(readiness(launcher)).isEqualTo(200);
      }
    }

    private boolean isServerRecorded(LauncherProcess launcher) {
      try {
        return launcher.applicationServer().isPresent();
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
    }
  }

  @Nested
  class WhenKilled {

    @Test
    void keepsWhatWasCommitted() throws Exception {
      try (LauncherProcess first = LauncherProcess.startReady(data, Map.of())) {
        execute(first, data, "CREATE TABLE kept AS SELECT 42 AS answer");
        first.killAll();
      }
      try (LauncherProcess second = LauncherProcess.startReady(data, Map.of())) {
        assertThat(query(second, data, "SELECT answer FROM kept")).isEqualTo("42");
      }
    }

    @Test
    void stopsWhatAKilledLauncherLeft() throws Exception {
      try (LauncherProcess first = LauncherProcess.startReady(data, Map.of())) {
        List<ProcessHandle> left = first.processes();
        first.killLauncher();
        try (LauncherProcess second = LauncherProcess.startReady(data, Map.of())) {
          assertThat(second.output())
              .contains("stopped the application server that an earlier launcher left")
              .contains("stopped the PostgreSQL that an earlier launcher left");
          assertThat(left).noneMatch(ProcessHandle::isAlive);
          assertThat(readiness(second)).isEqualTo(200);
        }
      }
    }

    @Test
    void unpacksTheProgramsAgainThatItHadHalf() throws Exception {
      Path half =
          new DataDirectory(data)
              .binaries()
              .resolve(Installation.postgresVersion() + ".unfinished/bin");
      Files.createDirectories(half);
      Files.writeString(half.resolve("postgres"), "half");
      try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
        assertThat(readiness(launcher)).isEqualTo(200);
        assertThat(half).doesNotExist();
      }
    }
  }

  @Nested
  class WhenAPartEndsByItself {

    @Test
    void stopsTheDatabaseAfterTheApplicationServer() throws Exception {
      try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
        List<ProcessHandle> processes = launcher.processes();
        launcher.applicationServer().orElseThrow().destroyForcibly();
        assertThat(launcher.awaitExit()).isEqualTo(ExitCode.FAILURE);
        assertThat(launcher.faults())
            .singleElement()
            .asString()
            .startsWith("The application server ended by itself with exit code 137");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
      }
    }

    @Test
    void stopsTheApplicationServerAfterTheDatabase() throws Exception {
      try (LauncherProcess launcher = LauncherProcess.startReady(data, Map.of())) {
        List<ProcessHandle> processes = launcher.processes();
        launcher.postgres().orElseThrow().destroyForcibly();
        assertThat(launcher.awaitExit()).isEqualTo(ExitCode.FAILURE);
        assertThat(launcher.faults())
            .singleElement()
            .asString()
            .startsWith("The embedded PostgreSQL ended by itself");
        LauncherProcess.await(
            () -> processes.stream().noneMatch(ProcessHandle::isAlive), LauncherProcess.STOP_LIMIT);
      }
    }
  }

  private static String loginState(String url, String role) {
    try (Connection connection = DriverManager.getConnection(url, role, "guess")) {
      return connection.isClosed() ? "closed" : "open";
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }
}
