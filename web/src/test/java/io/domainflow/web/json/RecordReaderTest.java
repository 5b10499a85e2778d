package io.domainflow.web.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.generation.definition.GenerationDefinition;
import io.domainflow.generation.definition.GenerationPattern;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private static ValidatorFactory factory;
  private static RecordReader reader;

  @BeforeAll
  static void buildValidator() {
    factory = Validation.buildDefaultValidatorFactory();
    reader = new RecordReader(factory.getValidator());
  }

  @AfterAll
  static void closeValidator() {
    factory.close();
  }

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@NotNull @Size(max = 3) String name, @Nullable Colour colour) {}

  record Outer(
      @Nullable String text,
      @Nullable Integer whole,
      @Nullable Long large,
      @Nullable Boolean flag,
      @Nullable Colour colour,
      @Nullable List<@Size(max = 3) String> names,
      @Nullable @Valid Inner inner,
      @Nullable List<@Valid Inner> inners) {}

  record Primitives(int whole, @Max(10) long large, boolean flag) {}

  record Checked(String name) {
    Checked {
      if (name.equals("bad")) {
        throw new IllegalArgumentException("must not be bad");
      }
    }
  }

  @Test
  void readsEveryTypeOfComponent() {
    Outer outer =
        read(
            """
            {"text": "ä", "whole": -7, "large": 9223372036854775807, "flag": true,
             "colour": "DARK_BLUE", "names": ["a", "b"], "inner": {"name": "x"},
             "inners": [{"name": "y", "colour": "RED"}]}
            """,
            Outer.class);

    assertThat(outer)
        .isEqualTo(
            new Outer(
                "ä",
                -7,
                Long.MAX_VALUE,
                true,
                Colour.DARK_BLUE,
                List.of("a", "b"),
                new Inner("x", null),
                List.of(new Inner("y", Colour.RED))));
  }

  @Test
  void takesAbsentAndNullForNullableComponents() {
    Outer empty = new Outer(null, null, null, null, null, null, null, null);

    assertThat(read("{}", Outer.class)).isEqualTo(empty);
    assertThat(read("{\"text\": null, \"inners\": null}", Outer.class)).isEqualTo(empty);
  }

  @Test
  void readsPrimitives() {
    assertThat(read("{\"whole\": 1, \"large\": 2, \"flag\": true}", Primitives.class))
        .isEqualTo(new Primitives(1, 2, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\": 5}                          | text           | must be a string",
        "{\"text\": true}                       | text           | must be a string",
        "{\"text\": \"a\\u0000\"}               | text           | control characters",
        "{\"text\": \"a\\nb\"}                  | text           | control characters",
        "{\"text\": \"a\\ud800\"}               | text           | unpaired surrogates",
        "{\"text\": \"\\udc00\\ud800\"}         | text           | unpaired surrogates",
        "{\"whole\": \"5\"}                     | whole          | must be a whole number",
        "{\"whole\": 5.0}                       | whole          | must be a whole number",
        "{\"whole\": 5.5}                       | whole          | must be a whole number",
        "{\"whole\": 1e9}                       | whole          | must be a whole number",
        "{\"whole\": 1e999999999}               | whole          | must be a whole number",
        "{\"whole\": 2147483648}                | whole          | to 2147483647",
        "{\"whole\": -2147483649}               | whole          | -2147483648 to",
        "{\"whole\": 18446744073709551617}      | whole          | must be a whole number",
        "{\"whole\": []}                        | whole          | must be a whole number",
        "{\"large\": 9223372036854775808}       | large          | to 9223372036854775807",
        "{\"large\": 99999999999999999999999}   | large          | must be a whole number",
        "{\"flag\": \"true\"}                   | flag           | must be true or false",
        "{\"flag\": 1}                          | flag           | must be true or false",
        "{\"colour\": \"red\"}                  | colour         | one of RED, DARK_BLUE",
        "{\"colour\": 0}                        | colour         | one of RED, DARK_BLUE",
        "{\"names\": \"a\"}                     | names          | must be an array",
        "{\"names\": {\"0\": \"a\"}}            | names          | must be an array",
        "{\"names\": [\"a\", 1]}                | names[1]       | must be a string",
        "{\"names\": [null]}                    | names[0]       | must not be null",
        "{\"names\": [\"a\", \"long\"]}         | names[1]       | size must be",
        "{\"inner\": []}                        | inner          | must be an object",
        "{\"inner\": {}}                        | inner.name     | must be given",
        "{\"inner\": {\"name\": null}}          | inner.name     | must not be null",
        "{\"inner\": {\"name\": \"long\"}}      | inner.name     | size must be",
        "{\"inner\": {\"name\": \"a\", \"x\": 1}} | inner.x      | not a known field",
        "{\"inners\": [{\"name\": \"long\"}]}   | inners[0].name | size must be",
        "{\"inners\": [{\"name\": 1}]}          | inners[0].name | must be a string",
        "{\"TEXT\": \"a\"}                      | TEXT           | not a known field",
        "{\"\": null}                           | ''             | not a known field",
      })
  void refusesAndNamesTheField(String body, String field, String message) {
    assertThat(violationsOf(body, Outer.class))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.field()).isEqualTo(field);
              assertThat(violation.message()).contains(message);
            });
  }

  @Test
  void namesEveryFaultOfTypesFieldsAndConstraintsAtOnce() {
    List<Violation> violations =
        violationsOf(
            """
            {"pattern": "MIDDLE", "variableLength": "4", "characterSet": "", "constant": 7,
             "tlds": ["com", 1, ""], "count": 500000, "colour": null}
            """,
            GenerationDefinition.class);

    assertThat(violations)
        .extracting(Violation::field)
        .containsExactlyInAnyOrder(
            "pattern",
            "variableLength",
            "characterSet",
            "constant",
            "tlds[1]",
            "tlds[2]",
            "count",
            "colour");
    assertThat(violations)
        .contains(new Violation("count", "must be a string"))
        .contains(new Violation("pattern", "must be one of PREFIX, SUFFIX, BOTH"));
  }

  @Test
  void readsAGenerationDefinition() {
    GenerationDefinition definition =
        read(
            """
            {"pattern": "PREFIX", "variableLength": 4, "characterSet": "ab", "constant": "shop",
             "tlds": ["com", "net"], "count": "500000"}
            """,
            GenerationDefinition.class);

    assertThat(definition)
        .isEqualTo(
            new GenerationDefinition(
                GenerationPattern.PREFIX,
                4,
                null,
                null,
                "ab",
                "shop",
                List.of("com", "net"),
                "500000"));
  }

  @Test
  void namesMissingAndInvalidPrimitivesOnce() {
    assertThat(violationsOf("{\"whole\": 1.5, \"large\": 11}", Primitives.class))
        .extracting(Violation::field)
        .containsExactly("whole", "flag", "large");
  }

  @Test
  void turnsTheRefusalOfAConstructorIntoAViolation() {
    assertThat(violationsOf("{\"name\": \"bad\"}", Checked.class))
        .containsExactly(new Violation("", "must not be bad"));
    assertThat(violationsOf("{\"name\": 1}", Checked.class))
        .containsExactly(new Violation("name", "must be a string"));
  }

  @Test
  void namesAtMostAHundredFaultsWithShortPaths() {
    StringBuilder body = new StringBuilder("{");
    for (int index = 0; index < 1000; index++) {
      body.append('"').append("x".repeat(500)).append(index).append("\":1,");
    }

    List<Violation> violations = violationsOf(body.append("\"y\":1}").toString(), Outer.class);

    assertThat(violations).hasSize(100).allMatch(violation -> violation.field().length() <= 201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"value\": 1.5}", "{\"value\": 1}"})
  void readsNothingIntoATypeThatWouldLoseDigits(String body) {
    record Lossy(double value) {}

    assertThatThrownBy(() -> read(body, Lossy.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("double");
  }

  private static <R extends Record> R read(String body, Class<R> type) {
    return reader.read(StrictJson.parse(body.getBytes(UTF_8)), type);
  }

  private static List<Violation> violationsOf(String body, Class<? extends Record> type) {
    return catchThrowableOfType(InvalidRequestException.class, () -> read(body, type)).violations();
  }
}
