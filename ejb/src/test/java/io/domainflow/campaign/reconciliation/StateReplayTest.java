package io.domainflow.campaign.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.StateEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateReplayTest {

  /** The history that leads through {@code states}, one second a step; {@code -} is the end. */
  private static List<StateEvent> history(String states) {
    List<StateEvent> events = new ArrayList<>();
    CampaignStatus from = null;
    for (String name : states.split(" ", -1)) {
      CampaignStatus to = name.equals("-") ? null : CampaignStatus.valueOf(name);
      events.add(event(events.size() + 1, from, to));
      from = to;
    }
    return events;
  }

  private static StateEvent event(
      long sequence, @Nullable CampaignStatus from, @Nullable CampaignStatus to) {
    String cause = to == CampaignStatus.FAILED ? "cause " + sequence : null;
    return new StateEvent(sequence, from, to, "tester", "because", cause, at(sequence));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  @Test
  void aCreatedCampaignIsPending() {
    assertThat(StateReplay.of(history("PENDING")))
        .isEqualTo(new StateReplay(CampaignStatus.PENDING, 1, null, at(1), null, null, false));
  }

  @Test
  void aFailedCampaignHasItsErrorAndItsEndUntilItIsRetried() {
    String failed = "PENDING QUEUED RUNNING FAILED";
    assertThat(StateReplay.of(history(failed)))
        .isEqualTo(
            new StateReplay(CampaignStatus.FAILED, 4, "cause 4", at(1), at(3), at(4), false));
    assertThat(StateReplay.of(history(failed + " QUEUED RUNNING")))
        .isEqualTo(new StateReplay(CampaignStatus.RUNNING, 6, null, at(1), at(3), null, false));
  }

  @Test
  void anArchivedCampaignKeepsItsErrorAndItsEnd() {
    assertThat(StateReplay.of(history("PENDING FAILED ARCHIVED")))
        .isEqualTo(
            new StateReplay(CampaignStatus.ARCHIVED, 3, "cause 2", at(1), null, at(2), false));
  }

  @Test
  void aDeletedCampaignIsWhatItWasLast() {
    assertThat(StateReplay.of(history("PENDING CANCELLED -")))
        .isEqualTo(new StateReplay(CampaignStatus.CANCELLED, 2, null, at(1), null, at(2), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUEUED",
        "PENDING RUNNING",
        "PENDING QUEUED RUNNING COMPLETED QUEUED",
        "PENDING CANCELLED - PENDING",
        "PENDING PENDING"
      })
  void refusesStepsThatCannotHaveHappened(String states) {
    assertThatThrownBy(() -> StateReplay.of(history(states)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot follow");
  }

  @Test
  void refusesGapsRepetitionsAndNothing() {
    List<StateEvent> whole = history("PENDING QUEUED PAUSED QUEUED");
    List<StateEvent> gap = List.of(whole.get(0), whole.get(1), whole.get(3));
    List<StateEvent> twice = List.of(whole.get(0), whole.get(1), whole.get(1));
    List<StateEvent> late = whole.subList(1, 3);
    for (List<StateEvent> broken : List.of(gap, twice, late)) {
      assertThatThrownBy(() -> StateReplay.of(broken)).hasMessageContaining("cannot follow");
    }
    assertThatThrownBy(() -> StateReplay.of(List.of())).hasMessageContaining("no event");
  }
}
