package io.domainflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOutputTest {

  private static final String AT = "2026-11-23 11:36:58 ";

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private final ServerOutput output =
      new ServerOutput(new Console(stream, stream, Clock.systemUTC()));

  private List<String> shownOf(String... lines) {
    for (String line : lines) {
      output.accept(line);
    }
    return shown.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void showsOurEventsAndEveryonesWarnings() {
    String ours = AT + "INFO    io.domainflow.campaign: started";
    String warning = AT + "WARNING fish.payara.nucleus: low";
    assertThat(shownOf(ours, warning)).containsExactly(ours, warning);
  }

  @Test
  void hidesPayarasReportWithAllItsLines() {
    assertThat(shownOf(AT + "INFO    PayaraMicro: {", "  \"Host\": \"x\"", "}")).isEmpty();
  }

  @Test
  void showsWhatFollowsAnEventThatIsShown() {
    String event = AT + "SEVERE  io.domainflow: broken";
    assertThat(shownOf(event, "java.lang.Error", "\tat x")).hasSize(3);
  }

  @Test
  void noticesThatPayaraIsUp() {
    assertThat(output.started()).isFalse();
    output.accept(
        AT + "INFO    PayaraMicro: Payara Micro 6.2025.10 (build 42) ready in 9,000 (ms)");
    assertThat(output.started()).isTrue();
  }

  @Test
  void givesTheInnermostCauseAsTheReason() {
    assertThat(
            shownOf(
                AT + "SEVERE  x: Exception while invoking start method",
                "Caused by: java.lang.IllegalStateException: outer",
                "Caused by: java.sql.SQLException: inner"))
        .hasSize(3);
    assertThat(output.reason()).contains("java.sql.SQLException: inner");
  }

  @Test
  void givesTheLastErrorAsTheReasonWithoutACause() {
    output.accept(AT + "SEVERE  x: first");
    output.accept(AT + "SEVERE  x: second");
    assertThat(output.reason()).contains("second");
  }
}
