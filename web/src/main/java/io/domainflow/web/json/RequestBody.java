package io.domainflow.web.json;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Takes the bytes of a request off the wire, never more than allowed. */
final class RequestBody {

  /** The largest body that is read, in bytes: 1 MiB. */
  static final int MAX_BYTES = 1_048_576;

  private RequestBody() {}

  /**
   * The whole body.
   *
   * @throws RefusedBodyException with 413 if it is larger than {@link #MAX_BYTES}, with 415 if it
   *     is compressed or otherwise encoded (RFC 9110, section 15.5.16): a small body must not
   *     unfold into a large one
   */
  static byte[] read(InputStream body, MultivaluedMap<String, String> headers) throws IOException {
    String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
      throw new RefusedBodyException(
          Status.UNSUPPORTED_MEDIA_TYPE,
          "The body must not be encoded: send it without Content-Encoding.");
    }
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new RefusedBodyException(
          Status.REQUEST_ENTITY_TOO_LARGE,
          "The body must not be larger than " + MAX_BYTES + " bytes.");
    }
    return bytes;
  }
}
