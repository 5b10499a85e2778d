package io.domainflow.generation.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every ASCII pattern, however large. */
class NameSequencePropertyTest {

  /** RFC 1035, section 2.3.1, with RFC 1123, section 2.1; RFC 5891, section 4.2.3.1. */
  private static final Pattern VALID_LABEL =
      Pattern.compile("(?!..--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private record Entry(long offset, String name) {}

  @Provide
  Arbitrary<NamePattern> patterns() {
    return Combinators.combine(
            Arbitraries.of(GenerationPattern.class),
            Arbitraries.integers().between(1, 7),
            Arbitraries.integers().between(1, 5),
            Arbitraries.strings().withChars("abcyz0189-").ofMinLength(1).ofMaxLength(10),
            Arbitraries.of("a", "shop", "a-b", "x--y", "0"),
            Arbitraries.of("com", "net", "co.uk", "xn--p1ai").set().ofMinSize(1))
        .as(
            (pattern, before, after, characters, constant, tlds) ->
                new NamePattern(
                    pattern,
                    pattern == GenerationPattern.SUFFIX ? 0 : before,
                    pattern == GenerationPattern.PREFIX ? 0 : after,
                    NamePattern.sorted(characters),
                    constant,
                    tlds.stream().sorted().toList()));
  }

  private static List<Entry> entries(NameSequence sequence, long first, int count) {
    List<Entry> entries = new ArrayList<>();
    long impossible =
        sequence.forEach(first, count, (offset, name) -> entries.add(new Entry(offset, name)));
    assertThat(entries.size() + impossible).isEqualTo(count);
    return entries;
  }

  private static long within(long number, NameSequence sequence) {
    return Math.floorMod(number, sequence.combinations());
  }

  @Property
  void everyNameIsValid(@ForAll("patterns") NamePattern pattern, @ForAll long anywhere) {
    NameSequence sequence = new NameSequence(pattern);
    assertThat(sequence.nameAt(within(anywhere, sequence)).stream())
        .allSatisfy(
            name -> {
              assertThat(name.substring(0, name.indexOf('.'))).matches(VALID_LABEL);
              assertThat(pattern.tlds()).contains(name.substring(name.indexOf('.') + 1));
            });
  }

  @Property
  void everyValidNameOfThePatternHasAnOffset(
      @ForAll("patterns") NamePattern pattern, @ForAll long anywhere) {
    NameSequence sequence = new NameSequence(pattern);
    long offset = within(anywhere, sequence);
    sequence.nameAt(offset).ifPresent(name -> assertThat(sequence.offsetOf(name)).hasValue(offset));
  }

  @Property(tries = 300)
  void theBulkGivesWhatSingleOffsetsGive(
      @ForAll("patterns") NamePattern pattern,
      @ForAll long anywhere,
      @ForAll @IntRange(max = 300) int wanted) {
    NameSequence sequence = new NameSequence(pattern);
    long first = within(anywhere, sequence);
    int count = (int) Math.min(wanted, sequence.combinations() - first);
    List<Entry> single = new ArrayList<>();
    for (long offset = first; offset < first + count; offset++) {
      long at = offset;
      sequence.nameAt(at).ifPresent(name -> single.add(new Entry(at, name)));
    }
    assertThat(entries(sequence, first, count)).isEqualTo(single);
  }

  @Property(tries = 300)
  void adjacentRangesNeitherOverlapNorLeaveAHole(
      @ForAll("patterns") NamePattern pattern,
      @ForAll @LongRange(min = 0) long anywhere,
      @ForAll @IntRange(max = 200) int left,
      @ForAll @IntRange(max = 200) int right) {
    NameSequence sequence = new NameSequence(pattern);
    long first = within(anywhere, sequence);
    Assume.that(left + right <= sequence.combinations() - first);
    List<Entry> parts = new ArrayList<>(entries(sequence, first, left));
    parts.addAll(entries(sequence, first + left, right));
    assertThat(parts).isEqualTo(entries(sequence, first, left + right));
  }

  @Property(tries = 100)
  void noNameComesTwice(@ForAll("patterns") NamePattern pattern) {
    NameSequence sequence = new NameSequence(pattern);
    int count = (int) Math.min(5_000, sequence.combinations());
    Set<String> names = new HashSet<>();
    for (Entry entry : entries(sequence, 0, count)) {
      assertThat(names.add(entry.name())).as(entry.name()).isTrue();
    }
  }

  @Property
  void theOrderAndTheCaseOfTheDefinitionMeanNothing(
      @ForAll("patterns") NamePattern pattern, @ForAll Random random) {
    List<String> characters = new ArrayList<>(List.of(pattern.characterSet().split("")));
    characters.addAll(List.of(pattern.characterSet().toUpperCase(Locale.ROOT).split("")));
    List<String> tlds = new ArrayList<>(pattern.tlds());
    Collections.shuffle(characters, random);
    Collections.shuffle(tlds, random);
    Assume.that(!new ImpossibleNames(pattern).coverWholePattern());
    GenerationDefinition written =
        new GenerationDefinition(
            pattern.pattern(),
            pattern.shownVariableLength(),
            pattern.shownPrefixLength(),
            pattern.shownSuffixLength(),
            String.join("", characters),
            pattern.constant(),
            tlds,
            "0");
    assertThat(Definitions.pattern(written)).isEqualTo(pattern);
    assertThat(Definitions.pattern(written).configurationHash())
        .isEqualTo(pattern.configurationHash());
  }
}
