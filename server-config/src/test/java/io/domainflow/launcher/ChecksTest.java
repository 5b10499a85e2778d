package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.launcher.settings.DatabaseAddress;
import io.domainflow.launcher.settings.Faults;
import io.domainflow.launcher.settings.LauncherSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

  private final Faults faults = new Faults();

  @Test
  void findAnInstallationWithoutItsLibraries(@TempDir Path home) {
    new Installation(home).check(faults);
    assertThat(faults.lines()).hasSize(2).allMatch(line -> line.contains("lib"));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18, 19})
  void acceptSupportedDatabases(int version) {
    assertThat(DatabaseCheck.checkVersion(version)).isEqualTo(new DatabaseCheck.Outcome.Usable());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 14})
  void refuseOldDatabases(int version) {
    assertThat(DatabaseCheck.checkVersion(version))
        .isInstanceOf(DatabaseCheck.Outcome.Refused.class);
  }

  @Test
  void sayThatNobodyAnswers() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(
            DatabaseCheck.tryOnce(
                new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + free + "/x", "me", "secret")))
        .isInstanceOf(DatabaseCheck.Outcome.Unreachable.class)
        .asString()
        .doesNotContain("secret");
  }

  @Test
  void knowTheVersionOfThePackedDatabase() {
    assertThat(Preparation.postgresMajorVersion()).isEqualTo(18);
  }

  @Test
  void startTheServerInADirectoryMadeAnew(@TempDir Path directory) throws IOException {
    Path left = Files.createDirectories(directory.resolve("server/payara/runtime"));
    LauncherSettings settings =
        LauncherSettings.read(Map.of("DOMAINFLOW_HTTP_HOST", "::1"), directory, faults);
    ServerFiles files = new ServerFiles(directory.resolve("server"), directory.resolve("logs"));
    files.write(settings);
    assertThat(left).doesNotExist();
    assertThat(directory.resolve("server/boot.asadmin"))
        .content()
        .contains("http-listener.address=\\:\\:1")
        .contains("hazelcast-config-specific-configuration.enabled=false");
  }
}
