package dev.commitcast.server.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge sees what is too much, what is too little, and what is neither. */
class JudgeTest {
  private static final String ROOM = "channel:a";
  private static final long LATER = Long.MAX_VALUE;

  private final History history = new History();
  private final Figures figures = new Figures();
  private final Judge judge = new Judge(history, figures);
  private final Badge ada =
      new Badge(
          "ada",
          "token-1",
          Instant.EPOCH,
          Instant.now().plusSeconds(600),
          "",
          Set.of("users"),
          false);

  /**
   * 1 ada joins, 2 and 3 are said, 4 ada leaves, 5 is said, 6 is for all, 7 is revoked, 8 for all.
   */
  @BeforeEach
  void happens() {
    history.turn(event(1, ROOM), "ada", true);
    event(2, ROOM);
    event(3, ROOM);
    history.turn(event(4, ROOM), "ada", false);
    event(5, ROOM);
    event(6, "users");
    event(7, null);
    history.add(new History.Revoked(7, "token-1", null, Instant.EPOCH));
    event(8, "users");
  }

  private LoggedChange event(long version, String room) {
    LoggedChange event =
        new LoggedChange(
            version,
            "id-" + version,
            "messages:" + version,
            room,
            "message_change",
            Received.mark("id-" + version, room),
            LATER);
    history.add(event);
    return event;
  }

  private Session session(long start, long grants, long... versions) {
    Session session = new Session("SSE", ada, Wish.ALL);
    session.begin(
        start,
        "{\"outcome\":\"replaying\",\"head\":\"1."
            + Math.max(start, grants)
            + "\",\"grants\":\"1."
            + grants
            + "\"}");
    for (long version : versions) {
      String room = history.event(version).orElseThrow().room();
      session.event(version, "{\"id\":\"id-" + version + "\",\"room\":\"" + room + "\"}");
    }
    return session;
  }

  private List<String> sentences(Session session) {
    session.end();
    judge.judge(session);
    return judge.sentences();
  }

  @Test
  void whoLeavesSeesItsLeavingAndNothingBehindIt() {
    assertThat(sentences(session(0, 1, 1, 2, 3, 4, 6))).isEmpty();
    assertThat(figures.of("SSE deliveries")).isEqualTo(5);
  }

  @Test
  void anEventBehindTheLeavingIsALeak() {
    assertThat(sentences(session(0, 1, 1, 2, 3, 4, 5, 6))).hasSize(1);
    assertThat(figures.of("leaks")).isOne();
  }

  @Test
  void anEventThatIsPassedOverIsMissing() {
    assertThat(sentences(session(0, 1, 1, 2, 4, 6))).hasSize(1);
    assertThat(figures.of("missing")).isOne();
  }

  @Test
  void whatHasNotComeYetIsNotMissing() {
    assertThat(sentences(session(0, 1, 1, 2))).isEmpty();
  }

  @Test
  void whoHasLeftSeesNothingOfThePast() {
    assertThat(sentences(session(0, 5, 6))).isEmpty();
    assertThat(sentences(session(0, 5, 2, 6))).hasSize(1);
    assertThat(figures.of("leaks")).isOne();
  }

  @Test
  void anEventBehindTheRevocationIsALeak() {
    assertThat(sentences(session(5, 5, 6, 8))).hasSize(1);
    assertThat(figures.of("leaks")).isOne();
  }

  @Test
  void anotherEventUnderTheSameVersionIsAFault() {
    Session session = session(5, 5);
    session.event(6, "{\"id\":\"id-5\",\"room\":\"users\"}");
    sentences(session);
    assertThat(figures.of("faults")).isOne();
  }

  @Test
  void aPageShowsAllOfARoomOrNothing() {
    Received all = new Received();
    for (long version = 1; version <= 3; version++) {
      all.add(version, history.event(version).orElseThrow().mark());
    }
    judge.judge(page(all, 3, 3));
    assertThat(judge.sentences()).isEmpty();
    judge.judge(page(all, 3, 5));
    assertThat(figures.of("leaks")).isEqualTo(3);
    Received some = new Received();
    some.add(2, history.event(2).orElseThrow().mark());
    judge.judge(page(some, 3, 3));
    assertThat(figures.of("missing")).isEqualTo(2);
  }

  @Test
  void aLongPollThatWaitsWhileSomebodyJoinsNeedNotShowWhatWasBefore() {
    Received some = new Received();
    some.add(3, history.event(3).orElseThrow().mark());

    judge.judge(longPoll(some, 0, LATER));
    assertThat(judge.sentences()).isEmpty();

    judge.judge(longPoll(some, 1, 0));
    assertThat(figures.of("missing")).isEqualTo(2);
    judge.judge(longPoll(some, 5, 0));
    assertThat(figures.of("leaks")).isEqualTo(1);
  }

  private Reading longPoll(Received received, long from, long answeredAt) {
    return new Reading(
        Reading.LONG_POLL, ada, Wish.ALL, Optional.empty(), 0, 3, from, answeredAt, received);
  }

  private Reading page(Received received, long next, long from) {
    return new Reading("page", ada, Wish.ALL, Optional.empty(), 0, next, from, 0, received);
  }

  @Test
  void aRefusalOfWhatIsGrantedIsWrong() {
    judge.judge(new Refusal(ada, 403, ROOM, 5, 0));
    judge.judge(new Refusal(ada, 404, "id-2", 5, 0));
    judge.judge(new Refusal(ada, 401, "", 5, 0));
    assertThat(judge.sentences()).isEmpty();
    judge.judge(new Refusal(ada, 403, ROOM, 2, 0));
    judge.judge(new Refusal(ada, 404, "id-6", 2, 0));
    assertThat(figures.of("wrong refusals")).isEqualTo(2);
  }

  @Test
  void aRoomThatIsNotGrantedIsNotNamed() {
    judge.judge(new Naming(ada, ROOM, 2, 0, "it"));
    assertThat(judge.sentences()).isEmpty();
    judge.judge(new Naming(ada, ROOM, 5, 0, "it"));
    assertThat(figures.of("leaks")).isOne();
  }
}
