package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.pattern;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImpossibleNamesTest {

  private static final String SOME = "-ab";

  static Stream<GenerationDefinition> patternsWithoutALabels() {
    return Stream.of(
        prefix(1, SOME, "c", "com"),
        prefix(3, SOME, "c", "com", "net"),
        prefix(4, SOME, "c", "com"),
        prefix(6, SOME, "-c", "com"),
        prefix(2, SOME, "-c", "com"),
        prefix(1, SOME, "--c", "com"),
        suffix(1, SOME, "c", "com"),
        suffix(3, SOME, "c", "com"),
        suffix(4, SOME, "cd", "com", "net", "org"),
        suffix(3, SOME, "cd-", "com"),
        suffix(2, SOME, "cd-", "com"),
        both(1, 1, SOME, "-", "com"),
        both(2, 2, SOME, "-", "com"),
        both(1, 3, SOME, "c", "com", "net"),
        both(3, 3, "ab", "c", "com"),
        both(5, 1, SOME, "--", "com"));
  }

  private static long counted(NamePattern pattern) {
    return new NameSequence(pattern).forEach(0, pattern.combinations(), (offset, name) -> {});
  }

  /** Brute force: the letters that an A-label begins with are not in these patterns. */
  @ParameterizedTest
  @MethodSource("patternsWithoutALabels")
  void areCountedExactlyWhereNoALabelIsPossible(GenerationDefinition definition) {
    NamePattern pattern = pattern(definition);
    assertThat(new ImpossibleNames(pattern).atMost()).hasValue(counted(pattern));
  }

  @Test
  void areAtMostAsManyWhereALabelsArePossible() {
    NamePattern pattern = pattern(suffix(4, "ap1i", "xn--", "com"));
    assertThat(new ImpossibleNames(pattern).atMost()).hasValue(pattern.combinations());
    assertThat(counted(pattern)).isLessThan(pattern.combinations());
  }

  @Test
  void areCountedForTheLargestPatterns() {
    NamePattern pattern = pattern(prefix(62, "-a", "b", "com"));
    assertThat(new ImpossibleNames(pattern).atMost()).hasValue((1L << 62) - (1L << 61) / 4 * 3);
  }

  @Test
  void areNotCountedWhereOtherRulesMatter() {
    assertThat(new ImpossibleNames(pattern(prefix(2, "a\u00fc", "b", "com"))).atMost()).isEmpty();
    assertThat(new ImpossibleNames(pattern(prefix(2, "ab", "\u00fc", "com"))).atMost()).isEmpty();
    assertThat(new ImpossibleNames(pattern(prefix(2, "1a", "b", "xn--mgba3a4f16a"))).atMost())
        .isEmpty();
  }
}
