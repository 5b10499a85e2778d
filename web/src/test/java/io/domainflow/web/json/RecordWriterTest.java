package io.domainflow.web.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.CampaignId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordWriterTest {

  enum Colour {
    DARK_BLUE
  }

  record Described(
      String zeta, @Nullable Integer alpha, long large, BigInteger huge, List<Long> offsets) {}

  record View(
      String zeta,
      CampaignId id,
      Colour colour,
      long version,
      int size,
      boolean flag,
      @Nullable Instant at,
      @Nullable String error,
      List<Described> items,
      NamedField definition) {}

  @Test
  void writesComponentsInTheirOrderWithNulls() {
    Described described =
        new Described("z", null, Long.MAX_VALUE, BigInteger.TWO.pow(70), List.of(1L));
    View view =
        new View(
            "quote \" and \u0001",
            new CampaignId(new UUID(1, 2)),
            Colour.DARK_BLUE,
            1,
            2,
            true,
            Instant.parse("2026-11-23T10:00:00.120Z"),
            null,
            List.of(),
            new NamedField("generation", new Compact(described)));

    assertThat(json(view))
        .isEqualTo(
            "{\"zeta\":\"quote \\\" and \\u0001\","
                + "\"id\":\"00000000-0000-0001-0000-000000000002\","
                + "\"colour\":\"DARK_BLUE\",\"version\":1,\"size\":2,\"flag\":true,"
                + "\"at\":\"2026-11-23T10:00:00.120Z\",\"error\":null,\"items\":[],"
                + "\"generation\":{\"zeta\":\"z\",\"large\":\"9223372036854775807\","
                + "\"huge\":\"1180591620717411303424\",\"offsets\":[\"1\"]}}");
  }

  @Test
  void writesACompactRecordAsADocumentOfItsOwn() {
    assertThat(json(new Compact(new Described("z", 1, 2, BigInteger.ONE, List.of()))))
        .isEqualTo("{\"zeta\":\"z\",\"alpha\":1,\"large\":\"2\",\"huge\":\"1\",\"offsets\":[]}");
  }

  @Test
  void refusesATypeWhoseFormIsNotAgreed() {
    record Lossy(double value) {}

    assertThatThrownBy(() -> json(new Lossy(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Double");
  }

  private static String json(Record record) {
    return new String(RecordBodyWriter.toJson(record), UTF_8);
  }
}
