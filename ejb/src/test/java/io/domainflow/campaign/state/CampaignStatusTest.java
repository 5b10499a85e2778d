package io.domainflow.campaign.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignStatusTest {

  /** The table of the architecture, written out a second time on purpose. */
  @ParameterizedTest
  @CsvSource({
    "PENDING, QUEUED CANCELLED FAILED",
    "QUEUED, RUNNING PAUSED CANCELLED FAILED",
    "RUNNING, PAUSING PAUSED COMPLETED FAILED CANCELLED",
    "PAUSING, PAUSED RUNNING COMPLETED FAILED CANCELLED",
    "PAUSED, QUEUED RUNNING CANCELLED FAILED ARCHIVED",
    "COMPLETED, ARCHIVED",
    "FAILED, QUEUED ARCHIVED",
    "CANCELLED, ARCHIVED",
    "ARCHIVED, ''",
  })
  void allowsTheTransitionsOfTheTableAndNoOthers(CampaignStatus from, String successors) {
    Set<String> expected =
        Arrays.stream(successors.split(" "))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    for (CampaignStatus to : CampaignStatus.values()) {
      assertThat(from.canBecome(to))
          .as("%s to %s", from, to)
          .isEqualTo(expected.contains(to.name()));
    }
  }
}
