package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.LETTERS;
import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.counting;
import static io.domainflow.generation.definition.Definitions.pattern;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedDefinitionTest {

  private static List<Violation> violations(GenerationDefinition definition) {
    InvalidRequestException refusal =
        catchThrowableOfType(InvalidRequestException.class, () -> GenerationRequest.of(definition));
    assertThat(refusal).as("refusal of %s", definition).isNotNull();
    return refusal.violations();
  }

  private static GenerationDefinition lengths(
      GenerationPattern pattern,
      @Nullable Integer variable,
      @Nullable Integer before,
      @Nullable Integer after) {
    return new GenerationDefinition(
        pattern, variable, before, after, "ab", "shop", List.of("com"), "0");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(lengths(GenerationPattern.PREFIX, null, null, null), "variableLength"),
        arguments(lengths(GenerationPattern.SUFFIX, null, null, null), "variableLength"),
        arguments(lengths(GenerationPattern.PREFIX, 1, 1, null), "prefixLength"),
        arguments(lengths(GenerationPattern.SUFFIX, 1, null, 1), "suffixLength"),
        arguments(lengths(GenerationPattern.BOTH, 1, 1, 1), "variableLength"),
        arguments(lengths(GenerationPattern.BOTH, null, null, 1), "prefixLength"),
        arguments(lengths(GenerationPattern.BOTH, null, 1, null), "suffixLength"),
        arguments(prefix(0, "ab", "shop", "com"), "variableLength"),
        arguments(suffix(-1, "ab", "shop", "com"), "variableLength"),
        arguments(prefix(64, "a", "shop", "com"), "variableLength"),
        arguments(both(0, 1, "ab", "shop", "com"), "prefixLength"),
        arguments(both(1, 63, "a", "shop", "com"), "suffixLength"),
        arguments(prefix(60, "a", "shop", "com"), "variableLength"),
        arguments(both(30, 30, "a", "shop", "com"), "suffixLength"),
        arguments(prefix(58, "a", "\u00fcb", "com"), "variableLength"),
        arguments(prefix(2, "a_b", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a b", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a.b", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\u3002b", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\ud800", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\u0000", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\u33a2", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\u0130", "shop", "com"), "characterSet"),
        arguments(prefix(2, "a\u00ad", "shop", "com"), "characterSet"),
        arguments(prefix(2, "ab", "sh.op", "com"), "constant"),
        arguments(prefix(2, "ab", "shop!", "com"), "constant"),
        arguments(prefix(2, "ab", "\u00ad", "com"), "constant"),
        arguments(prefix(2, "ab", "shop", "com", "c_m"), "tlds[1]"),
        arguments(prefix(2, "ab", "shop", "."), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "com."), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "co..uk"), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "-com"), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "xn--zz--"), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "123"), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", " com"), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "a".repeat(64)), "tlds[0]"),
        arguments(prefix(2, "ab", "shop", "com", longSuffix(247)), "tlds[1]"),
        arguments(counting("9223372036854775808", prefix(2, "ab", "shop", "com")), "count"),
        arguments(prefix(2, "ab", "shop-", "com"), "constant"),
        arguments(suffix(2, "ab", "-shop", "com"), "constant"),
        arguments(suffix(2, "ab", "sh--op", "com"), "constant"),
        arguments(both(2, 1, "ab", "--", "com"), "constant"),
        arguments(prefix(2, "-", "shop", "com"), "characterSet"),
        arguments(suffix(2, "-", "shop", "com"), "characterSet"),
        arguments(suffix(1, "a", "xn--", "com"), "characterSet"),
        arguments(prefix(1, "\u0301", "shop", "com"), "characterSet"),
        arguments(prefix(1, "ab", "\u05d0", "com"), "characterSet"));
  }

  private static String longSuffix(int length) {
    return ("a".repeat(60) + ".").repeat(5).substring(0, length);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void namesTheField(GenerationDefinition definition, String field) {
    assertThat(violations(definition))
        .extracting(Violation::field)
        .containsExactly("generation." + field);
  }

  @Test
  void namesEveryField() {
    GenerationDefinition wrong =
        new GenerationDefinition(
            GenerationPattern.BOTH,
            1,
            0,
            null,
            "a_\u33a2",
            "b!",
            List.of("com", "c_m", ""),
            "9999999999999999999");
    assertThat(violations(wrong))
        .extracting(Violation::field)
        .containsExactly(
            "generation.variableLength",
            "generation.prefixLength",
            "generation.suffixLength",
            "generation.characterSet",
            "generation.characterSet",
            "generation.constant",
            "generation.tlds[1]",
            "generation.tlds[2]",
            "generation.count");
  }

  @Test
  void namesTheCharacters() {
    assertThat(violations(prefix(2, "a_b!_", "shop", "com")))
        .containsExactly(
            new Violation(
                "generation.characterSet",
                "only letters, digits and the hyphen are allowed, not: _ U+005F, ! U+0021"));
  }

  @Nested
  class TooManyCombinations {

    @ParameterizedTest
    @ValueSource(ints = {14, 20, 59})
    void areRefusedWithTheirNumber(int length) {
      assertThat(violations(prefix(length, LETTERS, "shop", "com", "net")))
          .singleElement()
          .satisfies(
              violation ->
                  assertThat(violation.message())
                      .contains(BigInteger.valueOf(26).pow(length).shiftLeft(1).toString()));
    }

    @Test
    void areRefusedFromTwoToThePowerOf63On() {
      assertThat(violations(prefix(62, "ab", "c", "com", "net")))
          .extracting(Violation::message)
          .containsExactly(
              "makes 9223372036854775808 combinations; at most 9223372036854775807 are allowed");
    }

    /** 36^11 * 70: no 1 to 37 characters, of any length, under 1 to 100 TLDs come closer. */
    @Test
    void areAcceptedUpToTheLargestFeasibleNumber() {
      String[] tlds = IntStream.range(0, 70).mapToObj(tld -> "t" + tld).toArray(String[]::new);
      assertThat(pattern(prefix(11, LETTERS + "0123456789", "shop", tlds)).combinations())
          .isEqualTo(9_213_519_268_958_699_520L);
    }

    @Test
    void areAcceptedOneFactorBelowTwoToThePowerOf63() {
      assertThat(pattern(prefix(62, "ab", "c", "com")).combinations()).isEqualTo(1L << 62);
    }
  }
}
