package dev.commitcast.notifications.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.SubscriptionFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveJudgeTest {
  private static final EventFilter ROOM =
      new EventFilter(Set.of(), Set.of(), Set.of("r:1"), Set.of());

  /** Began behind 10, was offered all through 20, and its connection waits for 18. */
  @ParameterizedTest
  @CsvSource({
    "live, 10, before-start",
    "live, 11, delivered",
    "live, 17, delivered",
    "live, 18, waiting",
    "live, 20, waiting",
    "live, 21, waiting",
    "replaying, 21, behind",
    "closed, 10, before-start",
    "closed, 17, delivered",
    "closed, 18, closed-before",
    "closed, 21, closed-before"
  })
  void judgesByWhereTheSubscriptionStands(String state, long version, String outcome) {
    Judgement judgement = LiveJudge.judge(event(version, "r:1"), facts(state, ROOM, 10, 18));
    assertThat(judgement.outcome()).isEqualTo(outcome);
    assertThat(judgement.because()).endsWith(".");
  }

  @Test
  void saysWhatTheFilterWantsInstead() {
    assertThat(LiveJudge.judge(event(15, "r:2"), facts("live", ROOM, 10, -1)))
        .isEqualTo(new Judgement("filtered", "The subscription wants other rooms than r:2."));
    assertThat(LiveJudge.judge(event(15, null), facts("closed", ROOM, 10, -1)).because())
        .contains("in none");
  }

  @Test
  void aSubscriptionWithoutAPlaceWaits() {
    assertThat(LiveJudge.judge(event(15, "r:1"), facts("starting", ROOM, -1, -1)).outcome())
        .isEqualTo("waiting");
    assertThat(LiveJudge.judge(event(15, "r:1"), facts("closed", ROOM, -1, -1)).outcome())
        .isEqualTo("closed-before");
  }

  private static SubscriptionFacts facts(
      String state, EventFilter filter, long startedAfter, long waitingFrom) {
    boolean closed = state.equals("closed");
    return new SubscriptionFacts(
        "node-1",
        filter,
        Access.SYSTEM,
        "now",
        state,
        Instant.EPOCH,
        startedAfter < 0 ? OptionalLong.empty() : OptionalLong.of(startedAfter),
        20,
        waitingFrom < 0 ? OptionalLong.empty() : OptionalLong.of(waitingFrom),
        Duration.ZERO,
        closed ? Optional.of(Instant.EPOCH) : Optional.empty(),
        closed ? Optional.of(CloseReason.STALLED) : Optional.empty());
  }

  private static RecordedEvent event(long version, String room) {
    return new RecordedEvent(
        version,
        "id",
        "s:1",
        OptionalLong.empty(),
        "t",
        room,
        "{}",
        null,
        Instant.EPOCH,
        "1",
        true,
        true,
        2);
  }
}
