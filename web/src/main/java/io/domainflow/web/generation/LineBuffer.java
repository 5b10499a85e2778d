package io.domainflow.web.generation;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects lines of ASCII and hands them on in large pieces. It makes no objects per line, which is
 * what an export of millions of lines would otherwise spend its time on. Not thread-safe.
 */
final class LineBuffer {

  private static final int CAPACITY = 64 * 1024;

  /** Digits of the largest {@code long}. */
  private static final int MAX_DIGITS = 19;

  private static final int LAST_ASCII = 0x7E;

  private final OutputStream target;
  private final byte[] bytes = new byte[CAPACITY];
  private int length;

  LineBuffer(OutputStream target) {
    this.target = target;
  }

  /** Appends a number from 0 in decimal. */
  LineBuffer number(long number) throws IOException {
    if (number < 0) {
      throw new IllegalArgumentException("offsets start at 0: " + number);
    }
    reserve(MAX_DIGITS);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    length += digits;
    long rest = number;
    for (int index = length - 1; digits > 0; index--, digits--) {
      bytes[index] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** Appends text of this program, in ASCII. */
  LineBuffer text(String text) throws IOException {
    reserve(text.length());
    for (int index = 0; index < text.length(); index++) {
      bytes[length++] = (byte) text.charAt(index);
    }
    return this;
  }

  /** Appends a name that needs no quoting, neither in CSV nor in JSON, as no domain name does. */
  LineBuffer name(String name) throws IOException {
    reserve(name.length());
    for (int index = 0; index < name.length(); index++) {
      char character = name.charAt(index);
      if (character <= ' ' || character > LAST_ASCII || "\",\\".indexOf(character) >= 0) {
        throw new IllegalStateException("a stored name is no domain name: " + name);
      }
      bytes[length++] = (byte) character;
    }
    return this;
  }

  /** Hands on what was collected. */
  void flush() throws IOException {
    target.write(bytes, 0, length);
    length = 0;
  }

  private void reserve(int more) throws IOException {
    if (more > CAPACITY) {
      throw new IllegalArgumentException("longer than a line can be: " + more);
    }
    if (length + more > CAPACITY) {
      flush();
    }
  }
}
