package io.domainflow.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherSettingsTest {

  private static final Path HOME = Path.of("/home/operator");

  private final Faults faults = new Faults();

  private LauncherSettings read(Map<String, String> environment) {
    return LauncherSettings.read(environment, HOME, faults);
  }

  @Nested
  class WithNothingSet {

    @Test
    void listensOnTheLoopbackAddressOnly() {
      LauncherSettings settings = read(Map.of());
      assertThat(settings.httpPorts()).containsExactly(8080);
      assertThat(settings.baseUri(8080)).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void keepsItsDataInTheHomeDirectory() {
      assertThat(read(Map.of()).dataDirectories()).containsExactly(HOME.resolve(".domainflow"));
    }

    @Test
    void usesTheEmbeddedDatabase() {
      assertThat(read(Map.of()).database()).isEmpty();
    }

    @Test
    void findsNoFault() {
      read(Map.of("PATH", "/bin", "DOMAINFLOW_HTTP_PORT", " "));
      assertThat(faults.lines()).isEmpty();
    }
  }

  @Nested
  class WithFaults {

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "http", "80 80", "99999999999"})
    void refusesWhatIsNoPort(String port) {
      read(Map.of("DOMAINFLOW_HTTP_PORT", port));
      assertThat(faults.lines())
          .singleElement()
          .asString()
          .startsWith("DOMAINFLOW_HTTP_PORT is \"" + port + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "a b", "127.0.0.1\nset x=y", "host:80"})
    void refusesWhatIsNoHost(String host) {
      read(Map.of("DOMAINFLOW_HTTP_HOST", host));
      assertThat(faults.about("DOMAINFLOW_HTTP_HOST")).isTrue();
    }

    @Test
    void namesAnUnknownVariable() {
      read(Map.of("DOMAINFLOW_HTTP_PROT", "80"));
      assertThat(faults.lines())
          .containsExactly(
              "DOMAINFLOW_HTTP_PROT is not a setting of DomainFlow: correct its name or unset it.");
    }

    /** They are the application's, but waiting for its start would tell them ten seconds later. */
    @Test
    void namesValuesThatTheApplicationWouldRefuse() {
      read(Map.of("DOMAINFLOW_WORKERS", "0", "DOMAINFLOW_LEASE_MS", "soon"));
      assertThat(faults.lines())
          .containsExactly(
              "DOMAINFLOW_WORKERS is \"0\" but must be 1 to 16.",
              "DOMAINFLOW_LEASE_MS is \"soon\" but must be 1000 to 600000 ms.");
    }

    @Test
    void reportsAllOfThemTogether() {
      read(
          Map.of(
              "DOMAINFLOW_HTTP_PORT", "x",
              "DOMAINFLOW_HTTP_HOST", "a b",
              "DOMAINFLOW_DB_URL", "jdbc:mysql://localhost/x",
              "DOMAINFLOW_TYPO", "1"));
      assertThat(faults.lines()).hasSize(4).allMatch(line -> line.startsWith("DOMAINFLOW_"));
    }
  }

  @Nested
  class WithADatabase {

    private static final Map<String, String> DATABASE =
        Map.of(
            "DOMAINFLOW_DB_URL", "jdbc:postgresql://db/x",
            "DOMAINFLOW_DB_USER", "me",
            "DOMAINFLOW_DB_PASSWORD", "hidden");

    private LauncherSettings readWith(String name, String value) {
      Map<String, String> environment = new HashMap<>(DATABASE);
      environment.put(name, value);
      return read(environment);
    }

    @Test
    void letsEachNodeOfAMachineTakeADirectoryAndAPortOfItsOwn() {
      LauncherSettings settings = read(DATABASE);
      assertThat(settings.dataDirectories())
          .hasSize(LauncherSettings.NODES)
          .startsWith(HOME.resolve(".domainflow/node-1"), HOME.resolve(".domainflow/node-2"));
      assertThat(settings.httpPorts()).hasSize(LauncherSettings.NODES).startsWith(8080, 8081);
    }

    @Test
    void keepsToThePortThatWasChosen() {
      assertThat(readWith("DOMAINFLOW_HTTP_PORT", "8080").httpPorts()).containsExactly(8080);
      assertThat(readWith("DOMAINFLOW_HTTP_PORT", "0").httpPorts()).containsExactly(0);
    }

    @Test
    void keepsToTheDirectoryThatWasChosen() {
      assertThat(readWith("DOMAINFLOW_DATA_DIR", "/srv/domainflow").dataDirectories())
          .containsExactly(Path.of("/srv/domainflow"));
    }

    @Test
    void needsUserAndPassword() {
      read(Map.of("DOMAINFLOW_DB_URL", "jdbc:postgresql://db/x"));
      assertThat(faults.lines())
          .containsExactly(
              "DOMAINFLOW_DB_USER is missing: DOMAINFLOW_DB_URL needs it.",
              "DOMAINFLOW_DB_PASSWORD is missing: DOMAINFLOW_DB_URL needs it.");
    }

    @Test
    void refusesALoginWithoutUrl() {
      read(Map.of("DOMAINFLOW_DB_USER", "me"));
      assertThat(faults.about("DOMAINFLOW_DB_USER")).isTrue();
    }

    @Test
    void showsNoPassword() {
      LauncherSettings settings =
          read(
              Map.of(
                  "DOMAINFLOW_DB_URL", "jdbc:postgresql://db/x?password=hidden",
                  "DOMAINFLOW_DB_USER", "me",
                  "DOMAINFLOW_DB_PASSWORD", "hidden"));
      assertThat(settings.toString())
          .contains("jdbc:postgresql://db/x as me")
          .doesNotContain("hidden");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, http://127.0.0.1:8080",
    "::, http://[::1]:8080",
    "fe80::1, http://[fe80::1]:8080",
    "example.org, http://example.org:8080"
  })
  void tellsWhereTheApplicationIsReached(String host, String uri) {
    assertThat(read(Map.of("DOMAINFLOW_HTTP_HOST", host)).baseUri(8080)).hasToString(uri);
  }

  @Test
  void splitsTheJavaOptionsAtSpaces() {
    assertThat(read(Map.of("DOMAINFLOW_JAVA_OPTIONS", " -Xmx1g  -Da=b ")).javaOptions())
        .containsExactly("-Xmx1g", "-Da=b");
  }
}
