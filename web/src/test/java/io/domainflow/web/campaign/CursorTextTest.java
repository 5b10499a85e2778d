package io.domainflow.web.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignCursor;
import io.domainflow.campaign.CampaignSort;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTextTest {

  private static final CampaignCursor CURSOR =
      new CampaignCursor(
          Instant.parse("2026-11-23T10:00:00.123456Z"),
          "shops, ä 😀",
          new CampaignId(UUID.fromString("01a2084f-a99d-7339-97b3-8ede50399699")));

  @ParameterizedTest
  @EnumSource
  void comesBackAsItWas(CampaignSort sort) {
    String text = CursorText.write(sort, CURSOR);

    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(CursorText.read(sort, text)).contains(CURSOR);
  }

  @Test
  void isRefusedForAnotherOrder() {
    String text = CursorText.write(CampaignSort.NAME_ASCENDING, CURSOR);

    assertThat(CursorText.read(CampaignSort.NAME_DESCENDING, text)).isEmpty();
  }

  @Test
  void isRefusedWhenAnyCharacterWasChanged() {
    String text = CursorText.write(CampaignSort.NAME_ASCENDING, CURSOR);
    for (int index = 0; index < text.length(); index++) {
      String other = text.charAt(index) == 'A' ? "B" : "A";
      String tampered = text.substring(0, index) + other + text.substring(index + 1);

      assertThat(CursorText.read(CampaignSort.NAME_ASCENDING, tampered)).isEmpty();
    }
  }

  @Test
  void isRefusedWhenItWasCut() {
    String text = CursorText.write(CampaignSort.NAME_ASCENDING, CURSOR);
    for (int length = 0; length < text.length(); length++) {
      assertThat(CursorText.read(CampaignSort.NAME_ASCENDING, text.substring(0, length))).isEmpty();
    }
  }

  /** What no list gives out, but anybody can write: the database takes none of it. */
  static Stream<CampaignCursor> forged() {
    CampaignId id = CURSOR.id();
    return Stream.of(
        new CampaignCursor(CURSOR.createdAt(), "a\0b", id),
        new CampaignCursor(Instant.parse("+300000-01-01T00:00:00Z"), "a", id),
        new CampaignCursor(Instant.parse("+1000000000-12-31T23:59:59.999999999Z"), "a", id),
        new CampaignCursor(Instant.parse("-0001-01-01T00:00:00Z"), "a", id));
  }

  @ParameterizedTest
  @MethodSource("forged")
  void isRefusedWhenItHoldsWhatTheDatabaseDoesNotKnow(CampaignCursor forged) {
    String text = CursorText.write(CampaignSort.NAME_ASCENDING, forged);

    assertThat(CursorText.read(CampaignSort.NAME_ASCENDING, text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "====", "AAAA", "AAAAAAAA", "ä", "a b"})
  void isRefusedWhenItIsNone(String text) {
    assertThat(CursorText.read(CampaignSort.NAME_ASCENDING, text)).isEmpty();
  }

  @Test
  void isRefusedWhenPaddingWasAdded() {
    String text = CursorText.write(CampaignSort.NAME_ASCENDING, CURSOR);
    String padded = Base64.getUrlEncoder().encodeToString(Base64.getUrlDecoder().decode(text));

    assertThat(padded.getBytes(UTF_8)).hasSizeGreaterThanOrEqualTo(text.length());
    assertThat(CursorText.read(CampaignSort.NAME_ASCENDING, text + "=")).isEmpty();
  }
}
