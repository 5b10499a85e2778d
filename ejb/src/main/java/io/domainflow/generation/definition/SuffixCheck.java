package io.domainflow.generation.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Maps the TLDs of a definition, suffixes of one or more labels, to their canonical form. */
final class SuffixCheck {

  private static final Pattern LEADING_DOTS = Pattern.compile("^\\.+");

  /** All digits would read as an address (RFC 1123, section 2.1), an end dot as a rooted name. */
  private static final Pattern NO_SUFFIX = Pattern.compile("(.*\\.)?[0-9]*");

  private final Violations violations;

  SuffixCheck(Violations violations) {
    this.violations = violations;
  }

  /** The valid ones of {@code written} in ASCII, sorted and without duplicates. */
  List<String> canonical(List<String> written) {
    TreeSet<String> tlds = new TreeSet<>();
    for (int index = 0; index < written.size(); index++) {
      Optional<String> tld = canonical(written.get(index));
      tld.ifPresent(tlds::add);
      if (tld.isEmpty()) {
        violations.add("tlds[%d]".formatted(index), "must be a suffix such as com or co.uk");
      }
    }
    return new ArrayList<>(tlds);
  }

  /** Refuses the valid suffixes under which names with such a label would be too long. */
  void checkNames(List<String> written, int labelLength) {
    for (int index = 0; index < written.size(); index++) {
      int length = canonical(written.get(index)).map(String::length).orElse(0) + 1 + labelLength;
      if (length > NamePattern.MAX_NAME_LENGTH) {
        violations.add(
            "tlds[%d]".formatted(index),
            "makes names of %d characters; at most %d are allowed"
                .formatted(length, NamePattern.MAX_NAME_LENGTH));
      }
    }
  }

  private static Optional<String> canonical(String written) {
    String bare = LEADING_DOTS.matcher(InternationalNames.map(written)).replaceFirst("");
    return InternationalNames.toAscii(bare).filter(tld -> !NO_SUFFIX.matcher(tld).matches());
  }
}
