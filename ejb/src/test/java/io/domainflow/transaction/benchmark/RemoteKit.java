package io.domainflow.transaction.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/** Has rounds run in the container. */
final class RemoteKit {

  private static final int OK = 200; // RFC 9110, section 15.3.1.

  private final URI base;

  RemoteKit(URI base) {
    // Without the slash its last part would be replaced by what is asked for.
    this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
  }

  Crowd.Run run(KitServlet.Contender contender, int threads, int operations, String hash)
      throws IOException, InterruptedException {
    String query =
        "%s?contender=%s&threads=%d&operations=%d&hash=%s"
            .formatted(KitServlet.PATH, contender, threads, operations, hash);
    List<String> lines = get(query).lines().toList();
    return new Crowd.Run(
        Long.parseLong(lines.get(0)),
        Arrays.stream(lines.get(1).split(" ", -1)).map(Long::valueOf).toList());
  }

  /** On a connection of its own: the server may end an idle one while it is being used again. */
  String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(base.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(OK);
    return response.body();
  }
}
