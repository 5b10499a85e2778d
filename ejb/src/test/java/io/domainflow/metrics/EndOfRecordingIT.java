package io.domainflow.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.incontainer.InContainerArchive;
import io.domainflow.incontainer.PayaraMicroContainer;
import io.domainflow.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is recorded when the server ends: in good order, or killed. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class EndOfRecordingIT {

  private static final String RECORDING = "recording";
  private static final int MANY = 100_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PORT = Pattern.compile("\"Http Port\\(s\\)\": \"(\\d+)\"");

  /** What a killed server may not have stored yet. */
  private static final long LOST_MILLIS = 250;

  private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway") // Arquillian sets it.
  @ArquillianResource
  Deployer deployer;

  @Deployment(name = RECORDING, managed = false, testable = false)
  static WebArchive archive() {
    return InContainerArchive.withoutDispatcher(EndOfRecordingIT.class)
        .addPackage(Eventually.class.getPackage())
        .add(
            new StringAsset(
                "-Ddomainflow.metrics.limit.percent=100 -Ddomainflow.metrics.queue=200000"),
            PayaraMicroContainer.JVM_OPTIONS);
  }

  @Test
  void aServerThatIsStoppedHasStoredEveryRecord() throws Exception {
    URI server = deploy();
    try {
      assertThat(get(server, "" + MANY, "stopped")).isEqualTo("done");
      long pid = Long.parseLong(get(server, "pid", ""));
      deployer.undeploy(RECORDING);
      end(pid);
      server = deploy();
      assertThat(get(server, "rows", "stopped")).isEqualTo("" + MANY);
      assertThat(get(server, "counted", "stopped")).isEqualTo("" + MANY);
      assertThat(get(server, "recorders", "stopped")).isEqualTo("0");
    } finally {
      deployer.undeploy(RECORDING);
    }
  }

  /** What was committed, whenever it was, has its row and is counted. */
  @Test
  void aServerThatIsStoppedUnderLoadHasRecordedWhatItHasCommitted() throws Exception {
    URI server = deploy();
    long pid = Long.parseLong(get(server, "pid", ""));
    try {
      CompletableFuture<?> writing =
          client.sendAsync(request(server, "write", "underload"), BodyHandlers.ofString());
      Eventually.within(PATIENCE)
          .holds("some are recorded", () -> number(server, "rows", "underload") > 2000);
      deployer.undeploy(RECORDING);
      end(pid);
      Eventually.within(PATIENCE).holds("the writing has ended", writing::isDone);
    } finally {
      deployer.undeploy(RECORDING);
    }
    URI again = deploy();
    try {
      long written = number(again, "written", "underload");
      assertThat(number(again, "committed", "underload")).isEqualTo(written);
      assertThat(number(again, "counted", "underload"))
          .isEqualTo(number(again, "rows", "underload"));
    } finally {
      deployer.undeploy(RECORDING);
    }
  }

  private long number(URI server, String wanted, String operation)
      throws IOException, InterruptedException {
    return Long.parseLong(get(server, wanted, operation));
  }

  @Test
  void aServerThatIsKilledLacksTheRecordsOfAQuarterOfASecond() throws Exception {
    URI server = deploy();
    try {
      CompletableFuture<?> writing =
          client.sendAsync(request(server, "write", "killed"), BodyHandlers.ofString());
      Eventually.within(PATIENCE)
          .holds("some are recorded", () -> Long.parseLong(get(server, "rows", "killed")) > 2000);
      long pid = Long.parseLong(get(server, "pid", ""));
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      end(pid);
      assertThat(writing).failsWithin(PATIENCE);
    } finally {
      deployer.undeploy(RECORDING);
    }
    URI again = deploy();
    try {
      long rows = Long.parseLong(get(again, "rows", "killed"));
      long written = Long.parseLong(get(again, "written", "killed"));
      assertThat(rows).isPositive().isLessThanOrEqualTo(written);
      assertThat(Long.parseLong(get(again, "unrecorded", "killed"))).isBetween(0L, LOST_MILLIS);
      assertThat(get(again, "recorders", "killed")).isEqualTo("1");
      assertThat(Long.parseLong(get(again, "counted", "killed"))).isLessThan(rows);
      assertThat(get(again, "repair", "")).isEqualTo("done");
      assertThat(get(again, "counted", "killed")).isEqualTo("" + rows);
      assertThat(get(again, "recorders", "killed")).isEqualTo("0");
    } finally {
      deployer.undeploy(RECORDING);
    }
  }

  private static void end(long pid) {
    Eventually.within(PATIENCE)
        .holds("the server has ended", () -> ProcessHandle.of(pid).isEmpty());
  }

  private String get(URI server, String wanted, String operation)
      throws IOException, InterruptedException {
    return client.send(request(server, wanted, operation), BodyHandlers.ofString()).body();
  }

  private static HttpRequest request(URI server, String wanted, String operation) {
    return HttpRequest.newBuilder(
            server.resolve("/EndOfRecordingIT/recording/" + wanted + "?operation=" + operation))
        .timeout(PATIENCE)
        .build();
  }

  /** Starts the server, and reads its port from its log, which it copies to its parent's output. */
  private URI deploy() {
    PrintStream console = System.out;
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    System.setOut(new PrintStream(copy, true, UTF_8));
    try {
      deployer.deploy(RECORDING);
    } finally {
      System.setOut(console);
      console.print(copy.toString(UTF_8));
    }
    Matcher port = PORT.matcher(copy.toString(UTF_8));
    assertThat(port.find()).isTrue();
    return URI.create("http://localhost:" + port.group(1));
  }
}
