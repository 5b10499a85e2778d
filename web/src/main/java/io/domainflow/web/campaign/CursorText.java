package io.domainflow.web.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignCursor;
import io.domainflow.campaign.CampaignSort;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.json.Text;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Writes cursors as opaque texts, base64url (RFC 4648, section 5) without padding, and reads them.
 *
 * <p>A check sum tells a text that was cut or changed by accident. It is no signature: a cursor
 * opens nothing that the list does not show anyhow.
 */
final class CursorText {

  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int FIELDS = 4;

  /** Cannot occur in any field: names have no control characters. */
  private static final String SEPARATOR = "\n";

  private CursorText() {}

  /** The text for {@code cursor}, valid for lists in the order {@code sort}. */
  static String write(CampaignSort sort, CampaignCursor cursor) {
    String content =
        String.join(
            SEPARATOR,
            sort.name(),
            cursor.createdAt().toString(),
            cursor.id().toString(),
            cursor.name());
    byte[] bytes = content.getBytes(UTF_8);
    byte[] checked =
        ByteBuffer.allocate(bytes.length + CHECKSUM_BYTES)
            .put(bytes)
            .putInt(checksum(bytes))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(checked);
  }

  /** The cursor that {@code text} holds, or empty if it is none for lists in this order. */
  static Optional<CampaignCursor> read(CampaignSort sort, String text) {
    try {
      return content(Base64.getUrlDecoder().decode(text))
          .flatMap(content -> cursor(sort, content))
          // Base64 has several texts for the same bytes; only the one that was given out is taken.
          .filter(cursor -> write(sort, cursor).equals(text));
    } catch (IllegalArgumentException | DateTimeException notACursor) {
      return Optional.empty();
    }
  }

  private static Optional<String> content(byte[] checked) {
    int length = checked.length - CHECKSUM_BYTES;
    if (length < 0) {
      return Optional.empty();
    }
    byte[] bytes = Arrays.copyOf(checked, length);
    boolean intact = ByteBuffer.wrap(checked).getInt(length) == checksum(bytes);
    return intact ? Optional.of(new String(bytes, UTF_8)) : Optional.empty();
  }

  private static Optional<CampaignCursor> cursor(CampaignSort sort, String content) {
    String[] fields = content.split(SEPARATOR, FIELDS);
    if (fields.length != FIELDS || !fields[0].equals(sort.name())) {
      return Optional.empty();
    }
    Instant createdAt = Instant.parse(fields[1]);
    // Anybody can write a cursor; the database is asked only for what it can have given out.
    return QueryParameters.isMoment(createdAt) && Text.fault(fields[3]) == null
        ? CampaignId.parse(fields[2]).map(id -> new CampaignCursor(createdAt, fields[3], id))
        : Optional.empty();
  }

  private static int checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
