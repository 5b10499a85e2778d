package io.domainflow.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, what it means and which values it takes.
 *
 * @param name the environment variable, for example {@code DOMAINFLOW_WORKERS}
 * @param defaultText the value if it is not set; null if it then has none
 * @param range the values allowed, in words, with the unit
 * @param meaning what it does, in one sentence
 * @param parser reads a value; throws {@link IllegalArgumentException} if it is not in the range
 */
public record Setting<T>(
    String name,
    @Nullable String defaultText,
    String range,
    String meaning,
    Function<String, T> parser) {

  /** The prefix of the names of all settings. */
  public static final String PREFIX = "DOMAINFLOW_";

  /**
   * The same setting as a MicroProfile Config property, for example {@code domainflow.workers}; by
   * the rules of MicroProfile Config it is read from the environment variable too.
   */
  public String property() {
    return name.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /**
   * The value of {@code text}, or of the default if {@code text} is null.
   *
   * @return empty if neither is there
   * @throws IllegalArgumentException if the value is not in the range; the message names the
   *     setting, the value and the range
   */
  public Optional<T> read(@Nullable String text) {
    String present = text == null || text.isBlank() ? defaultText : text.strip();
    if (present == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(present));
    } catch (IllegalArgumentException outOfRange) {
      throw new IllegalArgumentException(
          name + " is \"" + present + "\" but must be " + range + ".", outOfRange);
    }
  }

  static Setting<Integer> number(
      String name, int defaultValue, int minimum, int maximum, String meaning) {
    return new Setting<>(
        name,
        Integer.toString(defaultValue),
        minimum + " to " + maximum,
        meaning,
        text -> within(Integer.parseInt(text), minimum, maximum));
  }

  static Setting<Duration> milliseconds(
      String name, int defaultValue, int minimum, int maximum, String meaning) {
    return new Setting<>(
        name,
        Integer.toString(defaultValue),
        minimum + " to " + maximum + " ms",
        meaning,
        text -> Duration.ofMillis(within(Integer.parseInt(text), minimum, maximum)));
  }

  static Setting<String> text(
      String name, @Nullable String defaultText, String pattern, String range, String meaning) {
    return new Setting<>(name, defaultText, range, meaning, text -> matching(text, pattern));
  }

  private static int within(int value, int minimum, int maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(value + " is not within the range");
    }
    return value;
  }

  private static String matching(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("not of the form " + pattern);
    }
    return text;
  }
}
