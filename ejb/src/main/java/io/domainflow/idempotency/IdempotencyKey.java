package io.domainflow.idempotency;

import io.domainflow.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key under which a request is carried out once.
 *
 * @param operation what is asked for: equal keys of different operations have nothing in common
 * @param actor who asks, for the same reason
 * @param key chosen by the actor: 1 to 255 visible ASCII characters
 * @param fingerprint SHA-256 of the request in hexadecimal, to tell another request from a repeated
 *     one
 */
public record IdempotencyKey(String operation, String actor, String key, String fingerprint) {

  /** The header that carries the key. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7E]{1,255}");

  /**
   * @throws InvalidRequestException if {@code key} is not of the form
   */
  public IdempotencyKey {
    if (!VISIBLE_ASCII.matcher(key).matches()) {
      throw new InvalidRequestException(HEADER, "must be 1 to 255 visible ASCII characters");
    }
  }

  /** The key of {@code request}, which is taken as it stands: two texts are two requests. */
  public static IdempotencyKey of(String operation, String actor, String key, String request) {
    return new IdempotencyKey(operation, actor, key, fingerprint(request));
  }

  private static String fingerprint(String request) {
    try {
      byte[] text = request.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) { // Every Java platform has it.
      throw new IllegalStateException(impossible);
    }
  }
}
