package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.names;
import static io.domainflow.generation.definition.Definitions.pattern;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.sequence;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Expected A-labels are those of the JDK (IDNA 2003) where the two standards agree, else literals
 * that were made with the Punycode codec of Python 3.
 */
class InternationalNameTest {

  private static final String E_ACUTE = "\u00e9";
  private static final String ACUTE = "\u0301";
  private static final String ALEF = "\u05d0";

  @Test
  void convertsTheWholeLabelAndNotTheConstant() {
    assertThat(names(prefix(2, "ab", "b\u00fccher", "de")))
        .containsExactly(
            IDN.toASCII("aab\u00fccher") + ".de",
            IDN.toASCII("abb\u00fccher") + ".de",
            IDN.toASCII("bab\u00fccher") + ".de",
            IDN.toASCII("bbb\u00fccher") + ".de");
  }

  @Test
  void convertsOnlyLabelsThatNeedIt() {
    assertThat(names(suffix(1, "u\u00fc", "b", "de"))).containsExactly("bu.de", "xn--b-eha.de");
  }

  @Test
  void knowsCyrillicLabelsAndTlds() {
    assertThat(names(prefix(1, "\u0430", "\u0431", "\u0440\u0444")))
        .containsExactly(IDN.toASCII("\u0430\u0431") + ".xn--p1ai");
  }

  /** UTS #46, section 6: non-transitional processing keeps the sharp s (RFC 5891 too). */
  @Test
  void keepsTheSharpS() {
    assertThat(names(prefix(1, "a", "stra\u00dfe", "de"))).containsExactly("xn--astrae-fta.de");
    assertThat(pattern(prefix(1, "\u1e9e", "a", "de")).characterSet()).isEqualTo("\u00df");
  }

  @Test
  void countsSupplementaryCharactersOnce() {
    String deseret = Character.toString(0x10428);
    assertThat(pattern(prefix(2, deseret + "a", "b", "com")).combinations()).isEqualTo(4);
    assertThat(names(prefix(2, deseret + "a", "b", "com"))).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void skipsLabelsThatBeginWithACombiningMark() {
    assertThat(names(prefix(1, "q" + ACUTE, "b", "com"))).containsExactly("qb.com");
  }

  /** e and a combining acute compose to the one character that the set holds too. */
  @Test
  void skipsLabelsThatComposeToOthers() {
    assertThat(names(suffix(2, "e" + E_ACUTE + ACUTE, "x", "com")))
        .doesNotHaveDuplicates()
        .contains(IDN.toASCII("xe" + E_ACUTE) + ".com")
        .hasSize(8);
  }

  /** A leading and a vowel jamo compose to a syllable (Unicode, section 3.12). */
  @Test
  void skipsLabelsWhoseJamoCompose() {
    String jamo = "\u1100\u1161";
    String syllable = "\uac00";
    List<String> names = names(suffix(2, jamo + syllable, "x", "com"));
    assertThat(names)
        .doesNotHaveDuplicates()
        .contains(IDN.toASCII("x" + syllable + syllable) + ".com")
        .doesNotContain(IDN.toASCII("x" + syllable) + ".com");
  }

  @Test
  void skipsLabelsThatMixDirections() {
    assertThat(names(suffix(1, "a\u05d1", ALEF, "com")))
        .containsExactly(IDN.toASCII(ALEF + "\u05d1") + ".com");
  }

  /** RFC 5893, section 2, rule 1: no label of a bidi name begins with a digit. */
  @Test
  void skipsLeadingDigitsUnderATldWrittenFromRightToLeft() {
    assertThat(names(prefix(1, "1a", "b", "com", "xn--mgba3a4f16a")))
        .containsExactly("1b.com", "ab.com", "ab.xn--mgba3a4f16a");
  }

  @Test
  void skipsLabelsTooLongAsALabels() {
    String longest = "a".repeat(57);
    assertThat(names(suffix(1, "a\uac00", longest, "com"))).containsExactly(longest + "a.com");
  }

  static Stream<Arguments> patterns() {
    return Stream.of(
            prefix(3, "ab\u00fc\u00df-", "b\u00fccher", "de", "com"),
            both(2, 1, "-ea" + E_ACUTE + ACUTE, "e", "com", "\u0440\u0444"),
            both(1, 2, "\u1100\u1161\u11a8\uac00a", "\u1100", "com"),
            suffix(3, "1a" + ALEF + "\u0627\u0661-", "a", "com", "xn--mgba3a4f16a"),
            suffix(3, "1" + ALEF + "\u05d1\u200d-", ALEF, "com", "xn--mgba3a4f16a"),
            prefix(4, "xn-\u00fc", "a", "com"),
            suffix(4, "ap1i", "xn--", "com", "\u0440\u0444"))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void givesEachNameOnce(GenerationDefinition definition) {
    assertThat(names(definition)).isNotEmpty().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void goesFromOffsetToNameAndBack(GenerationDefinition definition) {
    NameSequence sequence = sequence(definition);
    sequence.forEach(
        0,
        sequence.combinations(),
        (offset, name) -> {
          assertThat(sequence.nameAt(offset)).contains(name);
          assertThat(sequence.offsetOf(name)).hasValue(offset);
        });
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void givesOrCountsEveryOffset(GenerationDefinition definition) {
    NameSequence sequence = sequence(definition);
    long impossible = sequence.forEach(0, sequence.combinations(), (offset, name) -> {});
    assertThat(names(definition).size() + impossible).isEqualTo(sequence.combinations());
  }

  /** An independent judge: a name that UTS #46 accepts is its own ASCII form and decodes. */
  @ParameterizedTest
  @MethodSource("patterns")
  void givesOnlyNamesThatUts46Accepts(GenerationDefinition definition) {
    assertThat(names(definition))
        .allSatisfy(
            name -> {
              assertThat(InternationalNames.toAscii(name)).contains(name);
              assertThat(InternationalNames.toUnicode(name).flatMap(InternationalNames::toAscii))
                  .contains(name);
            });
  }
}
