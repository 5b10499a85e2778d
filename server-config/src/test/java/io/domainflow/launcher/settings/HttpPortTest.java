package io.domainflow.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpPortTest {

  private static final String HOST = "127.0.0.1";

  @TempDir Path common;

  private final Faults faults = new Faults();

  private LauncherSettings settings(List<Integer> ports) {
    return new LauncherSettings(HOST, ports, List.of(common), common, Optional.empty(), List.of());
  }

  private Optional<HttpPort> take(List<Integer> ports) throws IOException {
    return HttpPort.take(settings(ports), faults);
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static int free() throws IOException {
    try (ServerSocket socket = listening()) {
      return socket.getLocalPort();
    }
  }

  /** Two at once: one that is free again may be given out again. */
  private static List<Integer> twoFree() throws IOException {
    try (ServerSocket one = listening();
        ServerSocket another = listening()) {
      return List.of(one.getLocalPort(), another.getLocalPort());
    }
  }

  @Test
  void takesTheNextOneIfAnotherProgramListens() throws IOException {
    try (ServerSocket other = listening()) {
      int free = free(); // While the other listens, so that it is not the same.
      try (HttpPort port = take(List.of(other.getLocalPort(), free)).orElseThrow()) {
        assertThat(port.number()).isEqualTo(free);
      }
      assertThat(faults.lines()).isEmpty();
    }
  }

  /** Its server listens only seconds later. */
  @Test
  void takesTheNextOneIfAnotherLauncherHasTakenItAMomentAgo() throws IOException {
    List<Integer> ports = twoFree();
    try (HttpPort first = take(ports).orElseThrow();
        HttpPort second = take(ports).orElseThrow()) {
      assertThat(List.of(first.number(), second.number())).isEqualTo(ports);
    }
  }

  @Test
  void takesOneAgainThatWasGivenBack() throws IOException {
    List<Integer> ports = twoFree();
    take(ports).orElseThrow().close();
    try (HttpPort port = take(ports).orElseThrow()) {
      assertThat(port.number()).isEqualTo(ports.get(0));
    }
  }

  @Test
  void takesAnyFreeOne() throws IOException {
    try (HttpPort port = take(List.of(0)).orElseThrow()) {
      assertThat(port.number()).isBetween(1, 65_535);
    }
  }

  @Test
  void refusesTheOneThatWasChosenIfItIsUsed() throws IOException {
    try (ServerSocket other = listening()) {
      assertThat(take(List.of(other.getLocalPort()))).isEmpty();
      assertThat(faults.lines()).singleElement().asString().startsWith("Port ");
    }
  }

  @Test
  void namesTheRangeIfAllAreUsed() throws IOException {
    try (ServerSocket one = listening();
        ServerSocket another = listening()) {
      assertThat(take(List.of(one.getLocalPort(), another.getLocalPort()))).isEmpty();
      assertThat(faults.lines())
          .containsExactly(
              "All ports from %d to %d on 127.0.0.1 are used: set DOMAINFLOW_HTTP_PORT to a free one, or to 0 for any."
                  .formatted(one.getLocalPort(), another.getLocalPort()));
    }
  }

  @Test
  void keepsToTheFirstOneWhereNothingCanBeReserved() throws IOException {
    common = Files.createFile(common.resolve("occupied"));
    List<Integer> ports = twoFree();
    try (HttpPort port = take(ports).orElseThrow()) {
      assertThat(port.number()).isEqualTo(ports.get(0));
    }
  }
}
