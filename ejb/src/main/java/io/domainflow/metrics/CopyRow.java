package io.domainflow.metrics;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows in the binary format of COPY (PostgreSQL documentation, COPY, "Binary Format"), so
 * that the server parses nothing. The columns are written in their order.
 */
final class CopyRow {

  /** The signature, no flags, no header extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** PostgreSQL counts from 2000-01-01 00:00 UTC. */
  private static final long EPOCH_SECOND = 946_684_800L;

  private static final int NULL = -1;
  private static final int END = -1;
  private static final int UUID_BYTES = 2 * Long.BYTES;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  CopyRow() {
    bytes.writeBytes(HEADER);
  }

  /** Writes one value; memory does not fail. */
  @FunctionalInterface
  private interface Value {
    void write(DataOutputStream out) throws IOException;
  }

  private void put(Value value) {
    try {
      value.write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A new row of so many columns. */
  void begin(int columns) {
    put(to -> to.writeShort(columns));
  }

  void uuid(@Nullable UUID value) {
    put(
        to -> {
          if (value == null) {
            to.writeInt(NULL);
          } else {
            to.writeInt(UUID_BYTES);
            to.writeLong(value.getMostSignificantBits());
            to.writeLong(value.getLeastSignificantBits());
          }
        });
  }

  void text(@Nullable String value) {
    put(
        to -> {
          if (value == null) {
            to.writeInt(NULL);
          } else {
            byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
            to.writeInt(encoded.length);
            to.write(encoded);
          }
        });
  }

  void number(long value) {
    put(
        to -> {
          to.writeInt(Long.BYTES);
          to.writeLong(value);
        });
  }

  void flag(boolean value) {
    put(
        to -> {
          to.writeInt(1);
          to.writeBoolean(value);
        });
  }

  void moment(Instant value) {
    number(
        TimeUnit.SECONDS.toMicros(value.getEpochSecond() - EPOCH_SECOND)
            + TimeUnit.NANOSECONDS.toMicros(value.getNano()));
  }

  /** All rows, with the end. */
  byte[] end() {
    put(to -> to.writeShort(END));
    return bytes.toByteArray();
  }
}
