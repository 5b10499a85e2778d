package io.domainflow.web.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJsonTest {

  static Stream<Arguments> bodiesThatAreNotStrictJson() {
    return Stream.of(
        Arguments.of("empty", "", "", "not empty"),
        Arguments.of("blank", " \n", "", "not empty"),
        Arguments.of("array", "[]", "", "must be a JSON object"),
        Arguments.of("scalar", "1", "", "must be a JSON object"),
        Arguments.of("null", "null", "", "must be a JSON object"),
        Arguments.of("cut off", "{\"a\":", "", "not well-formed"),
        Arguments.of("cut off in a string", "{\"a\":\"x", "", "not well-formed"),
        Arguments.of("cut off in a list", "{\"a\":[1,", "", "not well-formed"),
        Arguments.of("trailing comma", "{\"a\":1,}", "", "not well-formed"),
        Arguments.of("single quotes", "{'a':1}", "", "not well-formed"),
        Arguments.of("comment", "{\"a\":1}//x", "", "not well-formed"),
        Arguments.of("leading zero", "{\"a\":01}", "", "not well-formed"),
        Arguments.of("NaN", "{\"a\":NaN}", "", "not well-formed"),
        Arguments.of("raw control character", "{\"a\":\"\u0000\"}", "", "not well-formed"),
        Arguments.of("second object", "{} {}", "", "well-formed"),
        Arguments.of("trailing text", "{}x", "", "well-formed"),
        Arguments.of("byte order mark", "\uFEFF{}", "", "not well-formed"),
        Arguments.of("repeated name", "{\"a\":1,\"a\":2}", "a", "given once"),
        Arguments.of("repeated inner name", "{\"a\":[{\"b\":1,\"b\":1}]}", "a[0].b", "given once"),
        Arguments.of("repeated escaped name", "{\"a\":1,\"\\u0061\":2}", "a", "given once"),
        Arguments.of("long number", "{\"a\":" + "9".repeat(41) + "}", "a", "at most 40"),
        Arguments.of("huge exponent", "{\"a\":1e99999999999}", "a", "exponent"),
        Arguments.of("tiny exponent", "{\"a\":[1,-1E-2147483649]}", "a[1]", "exponent"),
        Arguments.of("deep lists", "{\"a\":" + "[".repeat(500_000), "", "deeper than 32"),
        Arguments.of("deep objects", "{\"a\":".repeat(100_000), "a" + ".a".repeat(31), "deeper"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodiesThatAreNotStrictJson")
  void refusesWhatIsNotStrictJson(String name, String body, String field, String message) {
    Violation violation = violationOf(body.getBytes(UTF_8));

    assertThat(violation.message()).contains(message);
    if (!name.equals("deep lists")) {
      assertThat(violation.field()).isEqualTo(field);
    }
  }

  static Stream<byte[]> bytesThatAreNotUtf8() {
    return Stream.of(
        "{\"a\":\"\u00e4\"}".getBytes(ISO_8859_1),
        "{\"a\":1}".getBytes(UTF_16),
        // An overlong NUL, and a surrogate in three bytes (RFC 3629, section 3).
        new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
        new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'});
  }

  @ParameterizedTest
  @MethodSource("bytesThatAreNotUtf8")
  void refusesInvalidUtf8(byte[] body) {
    assertThat(violationOf(body)).isEqualTo(new Violation("", "the body is not valid UTF-8"));
  }

  @Test
  void saysWhereTheFaultIs() {
    assertThat(violationOf("{\n \"a\": x}".getBytes(UTF_8)).message()).contains("line 2");
  }

  @Test
  void readsWhatIsStrictJson() {
    String body = " {\"a\": [1, {\"b\": \"\\u00e4ä😀\"}, null, true], \"c\": {}, \"d\": -12.5e3}\n";

    assertThat(StrictJson.parse(body.getBytes(UTF_8)).toString())
        .isEqualTo("{\"a\":[1,{\"b\":\"ää😀\"},null,true],\"c\":{},\"d\":-1.25E+4}");
  }

  private static Violation violationOf(byte[] body) {
    InvalidRequestException refusal =
        catchThrowableOfType(InvalidRequestException.class, () -> StrictJson.parse(body));
    assertThat(refusal.violations()).hasSize(1);
    return refusal.violations().get(0);
  }
}
