package io.domainflow.web;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.web.json.Text;
import io.domainflow.web.json.Violations;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the query parameters of one request and collects their faults. (JAX-RS itself answers a
 * malformed number with 404.) A refused parameter has its default until {@link #check()} ends the
 * request. Not thread-safe.
 */
public final class QueryParameters {

  private static final int MAX_TEXT_LENGTH = 200;

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant TOO_LATE = Instant.parse("9999-12-31T00:00:00Z");

  private final Violations violations = new Violations();

  /** A whole number from {@code min} to {@code max}, both included. */
  public long wholeNumber(String name, @Nullable String text, Range range) {
    if (text == null) {
      return range.absent();
    }
    try {
      long number = Long.parseLong(text);
      if (number >= range.min() && number <= range.max() && !text.startsWith("+")) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, as is a number out of range.
    }
    violations.add(name, "must be a whole number, %d to %d".formatted(range.min(), range.max()));
    return range.absent();
  }

  /**
   * The numbers that a parameter may have.
   *
   * @param absent what a missing parameter means
   */
  public record Range(long min, long max, long absent) {}

  /** One of the keys of {@code choices}. */
  public <T> @Nullable T choice(
      String name, @Nullable String text, Map<String, ? extends T> choices) {
    if (text == null) {
      return null;
    }
    T chosen = choices.get(text);
    if (chosen == null) {
      violations.add(
          name,
          choices.keySet().stream()
              .sorted()
              .collect(Collectors.joining(", ", "must be one of ", "")));
    }
    return chosen;
  }

  /** A text to look for, at most {@value #MAX_TEXT_LENGTH} characters. */
  public @Nullable String text(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    String fault =
        text.isEmpty() || text.length() > MAX_TEXT_LENGTH
            ? "must have 1 to " + MAX_TEXT_LENGTH + " characters"
            : Text.fault(text);
    if (fault != null) {
      violations.add(name, fault);
    }
    return text;
  }

  /** A moment in the form of RFC 3339, which knows years of four digits. */
  public @Nullable Instant moment(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant moment = OffsetDateTime.parse(text).toInstant();
      if (isMoment(moment)) {
        return moment;
      }
    } catch (DateTimeParseException notOne) {
      // Reported below, as is one that no database knows.
    }
    violations.add(name, "must be a time like 2026-11-23T10:00:00Z");
    return null;
  }

  /** Whether it lies in the years 1 to 9999: neither RFC 3339 nor PostgreSQL knows all others. */
  public static boolean isMoment(Instant moment) {
    return !moment.isBefore(EARLIEST) && moment.isBefore(TOO_LATE);
  }

  /** A campaign's id; the campaign need not exist. */
  public @Nullable CampaignId campaign(String name, @Nullable String text) {
    CampaignId id = text == null ? null : CampaignId.parse(text).orElse(null);
    if (text != null && id == null) {
      violations.add(name, "must be the id of a campaign (a UUID)");
    }
    return id;
  }

  /** Notes a fault that the caller found. */
  public void refuse(String name, String message) {
    violations.add(name, message);
  }

  /**
   * Ends the request if a parameter was refused.
   *
   * @throws InvalidRequestException naming each of them
   */
  public void check() {
    violations.throwIfAny();
  }
}
