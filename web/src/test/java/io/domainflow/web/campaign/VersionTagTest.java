package io.domainflow.web.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.state.Control;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTagTest {

  @Test
  void expectsTheVersionThatWasSentBack() {
    assertThat(VersionTag.control("anna", List.of(" \"17\" "))).isEqualTo(new Control("anna", 17L));
  }

  @Test
  void expectsNothingWithoutATagOrWithAnAsterisk() {
    assertThat(VersionTag.control("anna", List.of())).isEqualTo(Control.by("anna"));
    assertThat(VersionTag.control("anna", List.of("*"))).isEqualTo(Control.by("anna"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "\"",
        "\"\"",
        "\"a\"",
        "\"-1\"",
        "\"03\"",
        "W/\"3\"",
        "\"3\", \"4\"",
        "**",
        "\"9223372036854775808\"",
        "\"\u0663\""
      })
  void refusesWhatIsNoVersionAndNamesTheHeader(String tag) {
    assertThatThrownBy(() -> VersionTag.control("anna", List.of(tag)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("If-Match: must be");
  }

  @Test
  void refusesTwoHeaders() {
    assertThatThrownBy(() -> VersionTag.control("anna", List.of("\"3\"", "\"3\"")))
        .isInstanceOf(InvalidRequestException.class);
  }
}
