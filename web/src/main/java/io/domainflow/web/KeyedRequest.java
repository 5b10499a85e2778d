package io.domainflow.web;

import io.domainflow.InvalidRequestException;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.web.json.RecordBodyWriter;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that carry an {@code Idempotency-Key}, and their answers as they are kept. */
public final class KeyedRequest {

  private KeyedRequest() {}

  /**
   * The key of a request. Two requests are the same if their JSON is, blanks between its parts
   * aside.
   *
   * @param values those of the header; at least one
   * @throws InvalidRequestException if it was given twice or is not of the form of a key
   */
  public static IdempotencyKey key(
      String operation, String actor, List<String> values, JsonObject request) {
    if (values.size() > 1) {
      throw new InvalidRequestException(IdempotencyKey.HEADER, "must be given once only");
    }
    return IdempotencyKey.of(operation, actor, values.get(0), request.toString());
  }

  /** The answer to a request that has created what {@code body} shows, in a form to be kept. */
  public static StoredAnswer created(@Nullable URI location, @Nullable EntityTag tag, Record body) {
    return new StoredAnswer(
        Response.Status.CREATED.getStatusCode(),
        location == null ? null : location.toString(),
        tag == null ? null : tag.getValue(),
        new String(RecordBodyWriter.toJson(body), StandardCharsets.UTF_8));
  }

  /** The kept answer, sent for the first time or again. */
  public static Response response(StoredAnswer answer) {
    Response.ResponseBuilder response =
        Response.status(answer.status())
            .type(MediaType.APPLICATION_JSON)
            .entity(answer.body().getBytes(StandardCharsets.UTF_8));
    if (answer.location() != null) {
      response.location(URI.create(answer.location()));
    }
    if (answer.tag() != null) {
      response.tag(answer.tag());
    }
    return response.build();
  }
}
