package io.domainflow.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.web.QueryParameters.Range;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

  private static final Range LIMIT = new Range(1, 200, 50);

  private final QueryParameters query = new QueryParameters();

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "-1", "+5", "5.0", "", " 5", "x", "9223372036854775808"})
  void refusesNumbersOutOfRangeAndWhatIsNone(String text) {
    query.wholeNumber("limit", text, LIMIT);

    assertThatThrownBy(query::check).hasMessage("limit: must be a whole number, 1 to 200");
  }

  @Test
  void readsNumbersOfTheRange() {
    assertThat(query.wholeNumber("limit", null, LIMIT)).isEqualTo(50);
    assertThat(query.wholeNumber("limit", "1", LIMIT)).isEqualTo(1);
    assertThat(query.wholeNumber("limit", "200", LIMIT)).isEqualTo(200);
    query.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000", "\ud800"})
  void refusesTextsThatCannotBeLookedFor(String text) {
    query.text("q", text);

    assertThatThrownBy(query::check).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void namesEveryFaultAtOnce() {
    query.wholeNumber("limit", "0", LIMIT);
    query.choice("sort", "size", Map.of("name", 1, "-name", 2));
    query.text("q", "x".repeat(201));

    assertThat(catchThrowableOfType(InvalidRequestException.class, query::check).violations())
        .containsExactly(
            new Violation("limit", "must be a whole number, 1 to 200"),
            new Violation("sort", "must be one of -name, name"),
            new Violation("q", "must have 1 to 200 characters"));
  }
}
