package io.domainflow.testing.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What is to happen, once, and when.
 *
 * @param kind what happens
 * @param marker a regular expression that the transaction must have contained so far, in its
 *     statements or their parameters; only its statements are counted
 * @param statement a regular expression for the statements that are counted
 * @param number which of them is hit, from 1
 * @param detail the SQLSTATE that {@link Kind#ERROR} reports; a statement for after a crash
 */
public record FaultPlan(Kind kind, String marker, String statement, int number, String detail) {

  /** Everything but the ends of transactions. */
  public static final String WORK = "(?is)(?!\\s*(BEGIN|COMMIT|ROLLBACK)\\b).*";

  /** The end that keeps. */
  public static final String COMMIT = "(?i)COMMIT";

  /** What happens to the burst of messages that the statement is part of. */
  public enum Kind {
    /** It is not delivered; the connection is cut. */
    CUT_BEFORE,
    /** It is delivered and carried out; the answer is not, and the connection is cut. */
    CUT_AFTER,
    /** As {@link #CUT_AFTER}; all other connections are cut too and no new one is taken. */
    OUTAGE,
    /** It is kept until it is released or dropped; the client's side is cut, the server's not. */
    HOLD,
    /** It is kept until it is released or dropped; the client hears nothing. */
    HOLD_SILENTLY,
    /** In its place something that PostgreSQL refuses is delivered. */
    ERROR,
    /**
     * What was sent before the statement in its burst is carried out; in its place something that
     * PostgreSQL refuses is delivered, and what comes behind it is not carried out.
     */
    ERROR_INSIDE,
    /**
     * What was sent before the statement in its burst is carried out; then the connection is cut.
     */
    CUT_INSIDE,
    /** The server process is terminated before it is delivered. */
    TERMINATE,
    /**
     * It is not delivered. PostgreSQL crashes, starts again and runs other transactions, which get
     * the ids that it has lost; then the connection is cut.
     */
    CRASH_BEFORE,
    /** As {@link #CRASH_BEFORE}, but it is delivered and carried out before the crash. */
    CRASH_AFTER
  }

  /** A fault without a detail. */
  public static FaultPlan of(Kind kind, String marker, String statement, int number) {
    return new FaultPlan(kind, marker, statement, number, "");
  }

  boolean counts(String sql, CharSequence transaction) {
    return Pattern.matches(statement, sql) && Pattern.compile(marker).matcher(transaction).find();
  }

  String encode() {
    return String.join(
        " ", kind.name(), encode(marker), encode(statement), "" + number, encode(detail));
  }

  static FaultPlan decode(String line) {
    String[] parts = line.split(" ", -1);
    return new FaultPlan(
        Kind.valueOf(parts[0]),
        decodeText(parts[1]),
        decodeText(parts[2]),
        Integer.parseInt(parts[3]),
        decodeText(parts[4]));
  }

  static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String decodeText(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
