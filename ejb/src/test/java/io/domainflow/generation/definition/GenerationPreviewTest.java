package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.LETTERS;
import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.counting;
import static io.domainflow.generation.definition.Definitions.pattern;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GenerationPreviewTest {

  private static final GenerationDefinition SHOPS =
      counting("500000", prefix(4, LETTERS, "shop", "com", "net"));

  private static GenerationPreview preview(GenerationDefinition definition, long nextOffset) {
    return GenerationPreview.of(definition, GenerationRequest.of(definition), nextOffset);
  }

  private static List<String> codes(GenerationDefinition definition, long nextOffset) {
    return preview(definition, nextOffset).warnings().stream().map(LintWarning::code).toList();
  }

  @Test
  void showsTheCanonicalFormAndWhatIsLeft() {
    assertThat(preview(SHOPS, 913_950))
        .isEqualTo(
            new GenerationPreview(
                GenerationPattern.PREFIX,
                4,
                null,
                null,
                LETTERS,
                "shop",
                List.of("com", "net"),
                pattern(SHOPS).configurationHash(),
                "913952",
                "913950",
                "2",
                List.of("zzzzshop.com", "zzzzshop.net"),
                List.of(
                    new LintWarning(
                        "COUNT_EXCEEDS_AVAILABLE",
                        "500000 names are asked for, but only 2 combinations are left."))));
  }

  @Test
  void showsTheLengthsOfThePattern() {
    GenerationPreview preview = preview(both(2, 1, "ab", "shop", "com"), 0);
    assertThat(preview.variableLength()).isNull();
    assertThat(preview.prefixLength()).isEqualTo(2);
    assertThat(preview.suffixLength()).isEqualTo(1);
  }

  @Test
  void givesTheFirstTenNames() {
    assertThat(preview(SHOPS, 0).names())
        .hasSize(10)
        .startsWith("aaaashop.com", "aaaashop.net", "aaabshop.com")
        .endsWith("aaaeshop.net");
  }

  @Test
  void stopsAtTenNamesWithinACombination() {
    GenerationDefinition threeTlds = prefix(4, LETTERS, "shop", "com", "net", "org");
    assertThat(preview(threeTlds, 0).names()).hasSize(10).endsWith("aaadshop.com");
  }

  @Test
  void givesTenNamesHoweverManyImpossibleOnesComeFirst() {
    // The offset of aa--aaaaaaa, the first of 27^7 in a row with hyphens in the wrong place.
    long offset = 26 * (long) Math.pow(27, 8) + 26 * (long) Math.pow(27, 7);
    assertThat(preview(prefix(11, "-" + LETTERS, "shop", "com"), offset).names())
        .hasSize(10)
        .startsWith("abaaaaaaaaashop.com", "abaaaaaaaabshop.com");
  }

  @Test
  void givesFewerNamesWhereTheImpossibleOnesAreEndless() {
    GenerationDefinition mixed = prefix(8, LETTERS + "\u05d1", "\u05d0", "com");
    assertThat(preview(mixed, 0).names()).isEmpty();
  }

  @Nested
  class Warns {

    @Test
    void ofNothingInAPlainDefinition() {
      assertThat(codes(SHOPS, 0)).isEmpty();
    }

    @Test
    void ofUpperCaseAndDuplicateCharacters() {
      assertThat(codes(prefix(2, "aB", "shop", "com"), 0)).containsExactly("CHARACTERS_MAPPED");
      assertThat(codes(prefix(2, "aba", "shop", "com"), 0)).containsExactly("DUPLICATE_CHARACTERS");
      assertThat(codes(prefix(2, "aA", "shop", "com"), 0))
          .containsExactly("CHARACTERS_MAPPED", "DUPLICATE_CHARACTERS");
    }

    /** publicsuffix.org lists com, co.uk and the Russian TLD, and not the others. */
    @Test
    void ofSuffixesThatAreNotPublic() {
      assertThat(
              preview(prefix(2, "ab", "s", "com", "co.uk", "\u0440\u0444", "xyzzy", "a.com"), 0)
                  .warnings())
          .extracting(LintWarning::message)
          .containsExactly(
              "a.com is not on the public suffix list.", "xyzzy is not on the public suffix list.");
    }

    @Test
    void ofImpossibleCombinations() {
      assertThat(preview(suffix(2, "ab-", "shop", "com"), 0).warnings())
          .containsExactly(
              new LintWarning(
                  "IMPOSSIBLE_NAMES",
                  "Up to 3 of 9 combinations have hyphens where none may be; they are skipped and"
                      + " counted."));
      assertThat(codes(prefix(2, "a\u00fc", "shop", "com"), 0)).containsExactly("IMPOSSIBLE_NAMES");
    }

    @Test
    void ofAnExhaustedPattern() {
      assertThat(codes(SHOPS, 913_952)).containsExactly("PATTERN_EXHAUSTED");
      assertThat(preview(SHOPS, 913_952).names()).isEmpty();
    }

    @Test
    void ofACountThatIsMoreThanWhatIsLeft() {
      assertThat(codes(SHOPS, 413_952)).isEmpty();
      assertThat(codes(SHOPS, 413_953)).containsExactly("COUNT_EXCEEDS_AVAILABLE");
      assertThat(codes(counting("0", SHOPS), 413_953)).isEmpty();
    }
  }

  @Nested
  class View {

    /** The documented answer to the creation of a campaign. */
    @Test
    void hasTheDocumentedValues() {
      assertThat(GenerationView.of(pattern(SHOPS), 0, 500_000))
          .isEqualTo(
              new GenerationView(
                  GenerationPattern.PREFIX,
                  4,
                  null,
                  null,
                  LETTERS,
                  "shop",
                  List.of("com", "net"),
                  "500000",
                  pattern(SHOPS).configurationHash(),
                  "0",
                  "913952"));
    }

    @Test
    void hasTheDocumentedFieldsInTheirOrder() {
      assertThat(Arrays.stream(GenerationView.class.getRecordComponents()))
          .extracting(RecordComponent::getName)
          .containsExactly(
              "pattern",
              "variableLength",
              "prefixLength",
              "suffixLength",
              "characterSet",
              "constant",
              "tlds",
              "count",
              "configurationHash",
              "firstOffset",
              "combinations");
    }
  }
}
