package io.domainflow.generation.definition;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The TLDs of a pattern in the forms that names are put together from. Immutable. */
final class Suffixes {

  private final List<String> ascii;
  private final List<String> unicode;
  private final byte[][] bytes;
  private final boolean[] rightToLeft;

  Suffixes(List<String> tlds) {
    this.ascii = tlds;
    this.unicode = tlds.stream().map(tld -> InternationalNames.toUnicode(tld).orElse(tld)).toList();
    this.bytes = new byte[tlds.size()][];
    this.rightToLeft = new boolean[tlds.size()];
    for (int tld = 0; tld < bytes.length; tld++) {
      bytes[tld] = ("." + ascii.get(tld)).getBytes(StandardCharsets.US_ASCII);
      rightToLeft[tld] = InternationalNames.isRightToLeft(unicode.get(tld));
    }
  }

  /** How many there are, 1 or more. */
  int size() {
    return bytes.length;
  }

  /** The TLD as its A-labels. */
  String ascii(int tld) {
    return ascii.get(tld);
  }

  /** The TLD with its A-labels decoded. */
  String unicode(int tld) {
    return unicode.get(tld);
  }

  /** Whether the bidi rule (RFC 5893) applies to every name under this TLD. */
  boolean isRightToLeft(int tld) {
    return rightToLeft[tld];
  }

  /** Writes a dot and the TLD behind the label in {@code name}; returns where they end. */
  int append(int tld, byte[] name, int labelLength) {
    byte[] suffix = bytes[tld];
    System.arraycopy(suffix, 0, name, labelLength, suffix.length);
    return labelLength + suffix.length;
  }
}
