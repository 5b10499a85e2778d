package io.domainflow.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks the application whether it is ready. Payara's own "ready" does not do: it is said also when
 * the application could not be deployed.
 */
final class Readiness {

  private static final int OK = 200;

  private final HttpRequest request;
  private final HttpClient client;

  Readiness(URI base, Duration patience) {
    this.request = HttpRequest.newBuilder(base.resolve("/health/ready")).timeout(patience).build();
    this.client = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  /**
   * Asks once. No answer is a no.
   *
   * @throws StopRequested if the thread is interrupted
   */
  boolean ready() {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new StopRequested();
    }
  }
}
