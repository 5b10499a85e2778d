package io.domainflow.generation.definition;

import static io.domainflow.generation.definition.Definitions.LETTERS;
import static io.domainflow.generation.definition.Definitions.both;
import static io.domainflow.generation.definition.Definitions.names;
import static io.domainflow.generation.definition.Definitions.prefix;
import static io.domainflow.generation.definition.Definitions.sequence;
import static io.domainflow.generation.definition.Definitions.suffix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameSequenceTest {

  /** The example of the documented HTTP API. */
  private static final NameSequence SHOPS = sequence(prefix(4, LETTERS, "shop", "com", "net"));

  @Test
  void hasOneOffsetForEachCombinationAndTld() {
    assertThat(SHOPS.combinations()).isEqualTo(913_952);
  }

  @ParameterizedTest
  @CsvSource({
    "0, aaaashop.com",
    "1, aaaashop.net",
    "2, aaabshop.com",
    "51, aaazshop.net",
    "52, aabashop.com",
    "913950, zzzzshop.com",
    "913951, zzzzshop.net"
  })
  void countsInTheBaseOfTheCharacterSet(long offset, String name) {
    assertThat(SHOPS.nameAt(offset)).contains(name);
    assertThat(SHOPS.offsetOf(name)).hasValue(offset);
  }

  @Test
  void putsTheVariablePartBehindTheConstant() {
    assertThat(names(suffix(1, "ab", "shop", "com", "co.uk")))
        .containsExactly("shopa.co.uk", "shopa.com", "shopb.co.uk", "shopb.com");
  }

  @Test
  void countsThroughBothSidesOfTheConstantAsOneNumber() {
    assertThat(names(both(1, 2, "01", "x", "com")))
        .containsExactly(
            "0x00.com",
            "0x01.com",
            "0x10.com",
            "0x11.com",
            "1x00.com",
            "1x01.com",
            "1x10.com",
            "1x11.com");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 913_952, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesOffsetsOutsideThePattern(long offset) {
    assertThatThrownBy(() -> SHOPS.nameAt(offset)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "913952, 1", "913951, 2", "0, -1", "9223372036854775807, 2"})
  void refusesRangesOutsideThePattern(long first, int count) {
    assertThatThrownBy(() -> SHOPS.forEach(first, count, (offset, name) -> {}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "com",
        ".com",
        "shop.com",
        "aaashop.com",
        "aaaaashop.com",
        "aaaashop.org",
        "aaaashop.com.",
        "AAAAshop.com",
        "aaaashop",
        "a-aashop.com",
        "aaaastop.com",
        "www.aaaashop.com",
        "xn--aaaashop.com"
      })
  void knowsWhichNamesAreNotItsOwn(String name) {
    assertThat(SHOPS.offsetOf(name)).isEmpty();
  }

  @Test
  void reachesTheLastOffsetOfTheLargestPatterns() {
    NameSequence huge = sequence(prefix(62, "ab", "c", "com"));
    String last = "b".repeat(62) + "c.com";
    assertThat(huge.nameAt(huge.combinations() - 1)).contains(last);
    assertThat(huge.offsetOf(last)).hasValue((1L << 62) - 1);
  }

  @Test
  void endsWithTheFailureOfItsConsumer() {
    SQLException refused = new SQLException("refused");
    assertThatThrownBy(
            () ->
                SHOPS.forEach(
                    0,
                    10,
                    (offset, name) -> {
                      throw refused;
                    }))
        .isSameAs(refused);
  }

  @Nested
  class ImpossibleNames {

    @Test
    void areSkippedAndCounted() {
      NameSequence sequence = sequence(prefix(2, "-a", "b", "com", "net"));
      List<Long> offsets = new ArrayList<>();
      assertThat(sequence.forEach(1, 7, (offset, name) -> offsets.add(offset))).isEqualTo(4);
      assertThat(offsets).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({"-ab, false", "a-b, true", "ab-, true"})
    void mayNotBeginWithAHyphen(String variable, boolean possible) {
      assertThat(names(prefix(3, "-ab", "x", "com")).contains(variable + "x.com"))
          .isEqualTo(possible);
    }

    @Test
    void mayNotEndWithAHyphen() {
      assertThat(names(suffix(2, "-a", "x", "com"))).containsExactly("xaa.com", "x-a.com");
    }

    @Test
    void mayNotHaveHyphensAtTheThirdAndFourthPosition() {
      assertThat(names(suffix(3, "-a", "xx", "com")))
          .containsExactly("xxaaa.com", "xxa-a.com", "xx-aa.com");
    }

    @Test
    void mayHaveHyphensFurtherBehind() {
      assertThat(names(suffix(3, "-a", "xxx", "com"))).contains("xxx--a.com");
    }

    /** xn--p1ai is the A-label of the Russian TLD; the others decode to nothing valid. */
    @Test
    void doNotIncludeValidALabels() {
      assertThat(names(suffix(4, "ap1i", "xn--", "com"))).contains("xn--p1ai.com");
      assertThat(sequence(suffix(4, "ap1i", "xn--", "com")).offsetOf("xn--p1ai.com")).isPresent();
      assertThat(names(suffix(4, "ap1i", "xn--", "com"))).doesNotContain("xn--aaaa.com");
    }

    @Test
    void areJumpedOverWithoutLookingAtEachOne() {
      NameSequence sequence = sequence(prefix(11, "-" + LETTERS, "b", "com"));
      NameWalk walk = sequence.walkFrom(sequence.combinations() / 27 * 26);
      walk.step((offset, name) -> {});
      assertThat(walk.impossible()).isEqualTo(sequence.combinations() / 27);
    }
  }
}
