package io.domainflow.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  private static Configuration read(Map<String, String> environment) {
    return Configuration.read(setting -> environment.get(setting.name()), environment.keySet());
  }

  private static List<String> faults(Map<String, String> environment) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(environment)).faults();
  }

  @Nested
  class WithoutAnySetting {

    private final Configuration configuration = read(Map.of());

    @Test
    void takesTheDefaults() {
      assertThat(configuration.get(Settings.WORKERS)).isEqualTo(4);
      assertThat(configuration.get(Settings.LEASE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void leavesSettingsWithoutDefaultEmpty() {
      assertThat(configuration.find(Settings.DB_URL)).isEmpty();
    }
  }

  @Test
  void readsValuesOfTheEnvironment() {
    assertThat(read(Map.of("DOMAINFLOW_WORKERS", " 7 ")).get(Settings.WORKERS)).isEqualTo(7);
  }

  @Test
  void ignoresNamesThatAreNotOurs() {
    assertThat(read(Map.of("PATH", "/bin")).get(Settings.WORKERS)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "DOMAINFLOW_WORKERS, 0",
    "DOMAINFLOW_WORKERS, 17",
    "DOMAINFLOW_WORKERS, many",
    "DOMAINFLOW_WORKERS, 99999999999",
    "DOMAINFLOW_HTTP_PORT, 65536",
    "DOMAINFLOW_LEASE_MS, 1.5",
    "DOMAINFLOW_DB_URL, postgres://elsewhere",
    "DOMAINFLOW_NODE_ID, a b",
  })
  void refusesValuesOutOfRangeWithNameValueAndRange(String name, String value) {
    Setting<?> setting =
        Settings.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    assertThat(faults(Map.of(name, value)))
        .containsExactly(name + " is \"" + value + "\" but must be " + setting.range() + ".");
  }

  @Test
  void refusesUnknownNamesInEitherSpelling() {
    assertThat(faults(Map.of("DOMAINFLOW_WORKER", "4", "domainflow.lease", "1")))
        .containsExactly(
            "DOMAINFLOW_LEASE is not a setting of DomainFlow: correct or remove it.",
            "DOMAINFLOW_WORKER is not a setting of DomainFlow: correct or remove it.");
  }

  @Test
  void reportsAllFaultsTogether() {
    assertThat(
            faults(
                Map.of("DOMAINFLOW_WORKERS", "0", "DOMAINFLOW_POLL_MS", "x", "DOMAINFLOW_X", "1")))
        .hasSize(3);
  }

  @Test
  void refusesHeartbeatsThatAreTooRareForTheLease() {
    assertThat(faults(Map.of("DOMAINFLOW_HEARTBEAT_MS", "4000")))
        .singleElement()
        .asString()
        .contains("DOMAINFLOW_HEARTBEAT_MS is 4000", "DOMAINFLOW_LEASE_MS, which is 10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/configuration.md"})
  void documentationSaysTheSameAsTheCode(String documentation) throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..").resolve(documentation)).stream()
            .filter(line -> line.startsWith("| `" + Setting.PREFIX))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Settings.all().stream().map(ConfigurationTest::documentationRow).toList());
  }

  private static String documentationRow(Setting<?> setting) {
    String defaultText = setting.defaultText() == null ? "none" : "`" + setting.defaultText() + "`";
    return String.join(
        " | ",
        "| `" + setting.name() + "`",
        defaultText,
        setting.range(),
        setting.meaning() + " |");
  }
}
