package io.domainflow.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Talks to a running DomainFlow as any client would. Thread-safe. */
public final class ApiClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI root;

  /** What the server answered. */
  public record Answer(
      int status, String contentType, String location, String entityTag, String body) {

    /** The body as a JSON object. */
    public JsonObject json() {
      try (var reader = Json.createReader(new StringReader(body))) {
        return reader.readObject();
      }
    }
  }

  /** A client of the server at {@code root}, for example {@code http://127.0.0.1:8080}. */
  public ApiClient(URI root) {
    this.root = root;
  }

  /** GET of a path from the root on, for example {@code /health/ready}. */
  public Answer get(String path) {
    return send(request(path).GET());
  }

  /** POST of a JSON text. */
  public Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** POST without a body. */
  public Answer post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** DELETE. */
  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** Any request to a path from the root on. */
  public Answer send(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request.build(), BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.headers().firstValue("Location").orElse(""),
        response.headers().firstValue("ETag").orElse(""),
        response.body());
  }

  /** The body of a GET as a stream, which the caller closes. */
  public InputStream stream(String path, String accept) {
    return exchange(
            request(path).header("Accept", accept).GET().build(), BodyHandlers.ofInputStream())
        .body();
  }

  /** The beginning of a request to a path from the root on. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).timeout(TIMEOUT);
  }

  /** Waits until the server says that it is ready. */
  public void awaitReady(Duration patience) {
    Eventually.within(patience).holds("the server is ready", this::isReady);
  }

  /** Creates and starts a campaign, and tells its id. */
  public String startCampaign(String definition) {
    Answer created = post("/api/v1/campaigns", definition);
    if (created.status() != 201) {
      throw new AssertionError("not created: " + created);
    }
    String id = created.json().getString("id");
    Answer started = post("/api/v1/campaigns/" + id + "/start");
    if (started.status() != 202) {
      throw new AssertionError("not started: " + started);
    }
    return id;
  }

  /** The campaign as it is now. */
  public JsonObject campaign(String id) {
    return get("/api/v1/campaigns/" + id).json();
  }

  /** Waits until the campaign has the status, and tells the campaign. */
  public JsonObject awaitStatus(String id, String status, Duration patience) {
    Eventually.within(patience)
        .holds(
            "campaign " + id + " is " + status,
            () -> status.equals(campaign(id).getString("status")));
    return campaign(id);
  }

  private boolean isReady() {
    try {
      return http.send(request("/health/ready").GET().build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  private <T> HttpResponse<T> exchange(
      HttpRequest request, HttpResponse.BodyHandler<T> bodyHandler) {
    try {
      return http.send(request, bodyHandler);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    } catch (IOException failure) {
      throw new AssertionError(request + " got no answer", failure);
    }
  }
}
