package io.domainflow.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class UnknownParameterFilterTest {

  interface Resource {
    void list(String id, @QueryParam("after") String after, @QueryParam("limit") String limit);
  }

  private final MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
  private final Method method = Resource.class.getDeclaredMethods()[0];

  @Test
  void letsKnownParametersPass() {
    given.putSingle("limit", "1");

    assertThatCode(() -> UnknownParameterFilter.check(method, given)).doesNotThrowAnyException();
  }

  @Test
  void namesUnknownAndRepeatedParameters() {
    given.addAll("limit", "1", "2");
    given.putSingle("Limit", "1");
    given.putSingle("id", "1");

    InvalidRequestException refusal =
        catchThrowableOfType(
            InvalidRequestException.class, () -> UnknownParameterFilter.check(method, given));

    assertThat(refusal.violations())
        .containsExactly(
            new Violation("Limit", "is not a known query parameter"),
            new Violation("id", "is not a known query parameter"),
            new Violation("limit", "must be given once only"));
  }
}
