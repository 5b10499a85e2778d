package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.counting;
import static io.domainflow.generation.definition.Definitions.names;
import static io.domainflow.generation.definition.Definitions.pattern;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalFormTest {

  private static final GenerationDefinition PLAIN = prefix(2, "abc", "shop", "com", "net");

  static Stream<GenerationDefinition> sameNames() {
    return Stream.of(
        prefix(2, "cab", "shop", "com", "net"),
        prefix(2, "aabbcc", "shop", "com", "net"),
        prefix(2, "ABC", "shop", "com", "net"),
        prefix(2, "aAbBcC", "SHOP", "net", "com"),
        prefix(2, "\uff41bc", "\uff53hop", "com", "net"),
        prefix(2, "abc", "shop", ".com", "..net", "COM", "\uff0ecom"));
  }

  @ParameterizedTest
  @MethodSource("sameNames")
  void isTheSameHoweverItIsWritten(GenerationDefinition written) {
    assertThat(pattern(written)).isEqualTo(pattern(PLAIN));
  }

  @ParameterizedTest
  @MethodSource("sameNames")
  void givesOneHashAndOneEnumeration(GenerationDefinition written) {
    assertThat(pattern(written).configurationHash()).isEqualTo(pattern(PLAIN).configurationHash());
    assertThat(names(written)).isEqualTo(names(PLAIN));
  }

  @Test
  void sortsAndMapsEveryPart() {
    assertThat(pattern(both(1, 2, "Zb-9aB", "SHOP", ".De", "co.UK", "\u0440\u0444", "xn--p1ai")))
        .isEqualTo(
            new NamePattern(
                GenerationPattern.BOTH, 1, 2, "9abz-", "shop", List.of("co.uk", "de", "xn--p1ai")));
  }

  @Test
  void keepsAConstantInUnicode() {
    assertThat(pattern(prefix(1, "ab", "B\u00dcCHER", "de")).constant()).isEqualTo("b\u00fccher");
  }

  @Test
  void decodesAConstantThatIsAnALabel() {
    assertThat(pattern(prefix(1, "ab", "XN--bcher-kva", "de")))
        .isEqualTo(pattern(prefix(1, "ab", "b\u00fccher", "de")));
  }

  @Test
  void sortsCharactersByCodePointAndNotByCodeUnit() {
    String deseret = Character.toString(0x10428);
    String halfWidthKana = "\ua500";
    assertThat(pattern(prefix(1, deseret + halfWidthKana + "\uac00a", "b", "com")).characterSet())
        .isEqualTo("a" + halfWidthKana + "\uac00" + deseret);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "9223372036854775807, 9223372036854775807"})
  void readsTheCount(String written, long count) {
    assertThat(GenerationRequest.of(counting(written, PLAIN)).count()).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 18", "0, 5, 13", "4, 0, 4", "4, 16, 2", "18, 0, 18", "19, 0, 18", "7, 18, 0"})
  void takesNoMoreThanIsLeft(String count, long nextOffset, long taken) {
    assertThat(GenerationRequest.of(counting(count, PLAIN)).taken(nextOffset)).isEqualTo(taken);
  }

  @Nested
  class Hash {

    /** Computed with sha256sum over the documented lines. */
    @Test
    void isTheDigestOfTheDocumentedText() {
      assertThat(pattern(PLAIN).configurationHash())
          .isEqualTo("dc8284220d406baa29655dc8937f9639325bdca1268ecb16823bd297dd041455");
    }

    /** As above, of a pattern with two lengths and a constant beyond ASCII. */
    @Test
    void isTheDigestOfUtf8() {
      assertThat(
              pattern(both(1, 2, "Zb-9aB", "B\u00dccher", "co.uk", "\u0440\u0444"))
                  .configurationHash())
          .isEqualTo("2490dfaf5be3a5fa29afc8cc1152fc6aa7868c7b0a52c099a4bcb528a38d64e8");
    }

    @Test
    void differsWithEveryPartOfThePattern() {
      assertThat(
              Stream.of(
                      PLAIN,
                      prefix(1, "abc", "shop", "com", "net"),
                      suffix(2, "abc", "shop", "com", "net"),
                      both(1, 1, "abc", "shop", "com", "net"),
                      both(2, 1, "abc", "shop", "com", "net"),
                      both(1, 2, "abc", "shop", "com", "net"),
                      prefix(2, "abd", "shop", "com", "net"),
                      prefix(2, "abc", "shops", "com", "net"),
                      prefix(2, "abc", "shop", "com"),
                      prefix(2, "abc", "shop", "com", "org"))
                  .map(definition -> pattern(definition).configurationHash()))
          .doesNotHaveDuplicates()
          .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void doesNotDependOnTheCount() {
      assertThat(pattern(counting("7", PLAIN)).configurationHash())
          .isEqualTo(pattern(PLAIN).configurationHash());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ab, shop, com",
    "2, 1, ab, shop, com",
    "2, 0, ba, shop, com",
    "2, 0, aab, shop, com",
    "2, 0, '', shop, com",
    "2, 0, .ab, shop, com",
    "2, 0, ab, '', com",
    "2, 0, ab, Shop, com",
    "2, 0, ab, shop, net com",
    "2, 0, ab, shop, com com",
    "60, 0, a, shop, com",
    "63, 0, ab, s, com"
  })
  void cannotBeMadeOfPartsThatAreNotCanonical(
      int before, int after, String characters, String constant, String tlds) {
    assertThatThrownBy(
            () ->
                new NamePattern(
                    GenerationPattern.PREFIX,
                    before,
                    after,
                    characters,
                    constant,
                    List.of(tlds.split(" ", -1))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
