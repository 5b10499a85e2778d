package io.domainflow.generation;

import io.domainflow.CampaignId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Stores names by one COPY in binary format (PostgreSQL documentation, COPY, "Binary Format"): the
 * server then parses nothing. It runs in the transaction of the connection.
 */
final class NameCopy {

  private static final String COPY =
      "COPY generated_domains (campaign_id, \"offset\", name) FROM STDIN (FORMAT binary)";

  /** The signature, no flags, no header extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final short END = -1;
  private static final short COLUMNS = 3;
  private static final int UUID_BYTES = 2 * Long.BYTES;

  /** A row is at most 42 bytes and a name of at most 253. */
  private static final int LONGEST_ROW = 512;

  /** What is sent at a time; larger pieces were not faster. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private final CopyIn copy;
  private final CampaignId campaign;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private NameCopy(CopyIn copy, CampaignId campaign) {
    this.copy = copy;
    this.campaign = campaign;
    buffer.put(HEADER);
  }

  /** Emits names to be stored. */
  @FunctionalInterface
  interface Source {
    void emit(NameCopy copy) throws SQLException;
  }

  /**
   * Stores all names that {@code source} emits.
   *
   * @return how many PostgreSQL stored
   */
  static long store(Connection connection, CampaignId campaign, Source source) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      NameCopy names = new NameCopy(copy, campaign);
      source.emit(names);
      return names.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Adds one name. */
  void add(long offset, String name) throws SQLException {
    if (buffer.remaining() < LONGEST_ROW) {
      flush();
    }
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    buffer.putShort(COLUMNS);
    buffer.putInt(UUID_BYTES);
    buffer.putLong(campaign.value().getMostSignificantBits());
    buffer.putLong(campaign.value().getLeastSignificantBits());
    buffer.putInt(Long.BYTES);
    buffer.putLong(offset);
    buffer.putInt(text.length);
    buffer.put(text);
  }

  private long end() throws SQLException {
    buffer.putShort(END);
    flush();
    return copy.endCopy();
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
