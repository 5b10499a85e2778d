package io.domainflow.web.json;

import org.jspecify.annotations.Nullable;

/** What every text that a request brings has to keep to. */
public final class Text {

  /** The last of the control characters that start Unicode (C0). */
  private static final char LAST_CONTROL = 0x1F;

  private Text() {}

  /**
   * What is wrong with {@code text}, or null if nothing is. Refused are control characters, among
   * them NUL, which PostgreSQL cannot store, and surrogates without their other half, which UTF-8
   * cannot express.
   */
  public static @Nullable String fault(String text) {
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character <= LAST_CONTROL) {
        return "must not contain control characters";
      }
      if (Character.isSurrogate(character)) {
        if (!startsPair(text, index)) {
          return "must not contain unpaired surrogates";
        }
        index++;
      }
    }
    return null;
  }

  private static boolean startsPair(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1));
  }
}
