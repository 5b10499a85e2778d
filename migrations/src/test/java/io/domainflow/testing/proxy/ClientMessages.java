package io.domainflow.testing.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the messages of a client (PostgreSQL documentation, "Message Formats"): which statements
 * are carried out, and what the transaction has contained so far.
 */
final class ClientMessages {

  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private final StringBuilder transaction = new StringBuilder();
  private List<String> burst = new ArrayList<>();

  /** A statement and all that its transaction has contained up to it. */
  interface StatementConsumer {
    void accept(String sql, CharSequence transaction);
  }

  /** Takes one message in; {@code consumer} is told of the statement that it carries out. */
  void read(char type, byte[] body, StatementConsumer consumer) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    switch (type) {
      case 'P' -> statements.put(field(text, 0), field(text, 1));
      case 'B' -> {
        String sql = statements.getOrDefault(field(text, 1), "");
        portals.put(field(text, 0), sql);
        transaction.append(sql).append(text);
      }
      case 'E' -> carriedOut(portals.getOrDefault(field(text, 0), ""), consumer);
      case 'Q' -> {
        transaction.append(text);
        carriedOut(field(text, 0), consumer);
      }
      default -> {
        // Nothing is carried out.
      }
    }
  }

  /** The statements since the last call. */
  List<String> takeBurst() {
    List<String> taken = burst;
    burst = new ArrayList<>();
    return taken;
  }

  private void carriedOut(String sql, StatementConsumer consumer) {
    burst.add(sql);
    if (sql.startsWith("BEGIN")) {
      transaction.setLength(0);
    }
    consumer.accept(sql, transaction);
  }

  private static String field(String text, int number) {
    int start = 0;
    for (int field = 0; field < number; field++) {
      start = text.indexOf('\0', start) + 1;
    }
    return text.substring(start, text.indexOf('\0', start));
  }
}
