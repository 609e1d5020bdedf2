package dev.commitcast.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every way to the event store must hold to: this, and the parts that it adds to. */
@Timeout(180)
abstract class EventStoreContract extends ContentContract {
  @Test
  void everyExpectationIsMetOrToldTheCurrentVersion() {
    String stream = fresh("expectations");
    assertWrong(stream, EXISTS, 0);
    assertWrong(stream, ExpectedVersion.exact(1), 0);
    assertThat(way().stream(stream)).isEmpty();

    assertThat(append(stream, NONE, Given.of("a", "1")).versions()).containsExactly(1L);
    assertWrong(stream, NONE, 1);
    assertWrong(stream, ExpectedVersion.exact(2), 1);
    assertThat(append(stream, ExpectedVersion.exact(1), Given.of("b", "2")).versions())
        .containsExactly(2L);
    assertWrong(stream, ExpectedVersion.exact(1), 2);
    assertThat(append(stream, EXISTS, Given.of("c", "3")).versions()).containsExactly(3L);
    assertThat(append(stream, ANY, Given.of("d", "4")).versions()).containsExactly(4L);
    assertThat(append(fresh("any"), ANY, Given.of("a", "1")).versions()).containsExactly(1L);
    assertThat(way().read(stream)).extracting(Seen::type).containsExactly("a", "b", "c", "d");
  }

  @Test
  void anAppendOfNothingTestsWhatIsExpectedAndAppendsNothing() {
    String stream = fresh("empty");
    assertThat(append(stream, ANY).events()).isEmpty();
    assertThat(append(stream, NONE).events()).isEmpty();
    assertThat(way().stream(stream)).isEmpty();
    append(stream, ANY, Given.of("a", null));
    assertThat(append(stream, ExpectedVersion.exact(1)).events()).isEmpty();
    assertThat(append(stream, EXISTS).events()).isEmpty();
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(1);
    assertThat(way().append(List.of())).isEmpty();
  }

  @Test
  void aRepetitionAnswersWithTheFirstResultWaitingOrSequenced() throws Exception {
    String stream = fresh("repeated");
    Given[] events = {
      Given.of("a", "{\"n\": 1.0}").withId(stream + "-x"),
      new Given(stream + "-y", "b", null, "{\"k\": 1}", "room:1")
    };
    Appended first = append(stream, NONE, events);
    Appended waiting = append(stream, NONE, events);
    awaitSequenced();
    Appended sequenced = append(stream, NONE, events);
    Appended alone = append(stream, ExpectedVersion.exact(7), events[1].withMetadata(null));

    assertThat(first.repeated()).containsExactly(false, false);
    assertThat(first.versions()).containsExactly(1L, 2L);
    assertThat(waiting.versions()).containsExactly(1L, 2L);
    assertThat(waiting.repeated()).containsExactly(true, true);
    assertThat(sequenced).isEqualTo(waiting);
    assertThat(alone.versions()).containsExactly(2L);
    assertThat(alone.repeated()).containsExactly(tellsRepetitions());
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void anIdWithOtherContentIsRefusedWaitingOrSequenced() throws Exception {
    String stream = fresh("conflict");
    Given event = Given.of("a", "1").withId(stream + "-x").inRoom("r");
    append(stream, ANY, event);
    for (int round = 0; round < 2; round++) {
      for (Given other :
          List.of(
              event.withData("2"),
              event.withData(null),
              event.withType("b"),
              event.inRoom(null),
              event.inRoom("s"))) {
        Refused refused = refusal(() -> append(stream, ANY, other));
        assertThat(refused.kind()).as("%s", other).isEqualTo(Refused.Kind.CONFLICT);
        assertThat(refused)
            .hasMessage("The event id " + event.id() + " was used with other content.");
        assertThat(refusal(() -> append(stream, ANY, Given.of("n", "1"), other)).kind())
            .isEqualTo(Refused.Kind.CONFLICT);
      }
      String other = fresh("conflict");
      assertThat(refusal(() -> append(other, ANY, event)).kind()).isEqualTo(Refused.Kind.CONFLICT);
      assertThat(way().stream(other)).isEmpty();
      awaitSequenced();
    }
    assertThat(way().stream(stream).orElseThrow().version()).isEqualTo(1);
    assertThat(way().read(stream)).hasSize(1);
  }

  @Test
  void anIdStandsOnceInAnAppend() {
    String stream = fresh("twice");
    Given event = Given.of("a", "1").withId(stream + "-x");
    assertThat(refusal(() -> append(stream, ANY, event, event)))
        .hasMessage("The event id " + event.id() + " stands twice in one append.");
    Refused several =
        refusal(
            () ->
                way()
                    .append(
                        List.of(
                            new Appending(stream, ANY, List.of(event)),
                            new Appending(stream + "b", ANY, List.of(event)))));
    assertThat(several.kind()).isEqualTo(Refused.Kind.CONFLICT);
    assertThat(way().stream(stream)).isEmpty();
  }

  @Test
  void whatIsNewInAPartialRepetitionFollowsAndIsHeldToWhatIsExpected() {
    String stream = fresh("partly");
    Given known = Given.of("a", "1").withId(stream + "-x");
    append(stream, ANY, known, Given.of("b", "2"));
    Given added = Given.of("c", "3").withId(stream + "-y");

    Refused wrong = refusal(() -> append(stream, NONE, known, added));
    assertThat(wrong.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
    assertThat(wrong.currentVersion()).isEqualTo(2);
    Appended partly = append(stream, ExpectedVersion.exact(2), known, added);

    assertThat(partly.versions()).containsExactly(1L, 3L);
    assertThat(partly.repeated()).containsExactly(true, false);
    assertThat(way().read(stream)).extracting(Seen::type).containsExactly("a", "b", "c");
  }

  @Test
  void aBatchOfTenThousandIsOneAppendAndIsReadAtOnceBothWaysInPages() {
    String stream = fresh("batch");
    Appended appended = way().append(stream, NONE, events(10_000));
    assertThat(appended.versions())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 10_000).boxed().toList());
    assertThat(way().read(stream, 1, Direction.FORWARDS, 1_000))
        .extracting(Seen::version)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_000).boxed().toList());
    assertThat(way().read(stream, 9_999, Direction.FORWARDS, 1_000))
        .extracting(Seen::data)
        .containsExactly("{\"n\":9998}", "{\"n\":9999}");
    assertThat(way().read(stream, Long.MAX_VALUE, Direction.BACKWARDS, 2))
        .extracting(Seen::version)
        .containsExactly(10_000L, 9_999L);
    assertThat(way().read(stream, 2, Direction.BACKWARDS, 10))
        .extracting(Seen::version)
        .containsExactly(2L, 1L);
    assertThat(way().read(stream, 10_001, Direction.FORWARDS, 10)).isEmpty();
  }

  @Test
  void severalStreamsAreAppendedToOrNone() {
    String a = fresh("b-several");
    String b = fresh("a-several");
    String looked = fresh("c-several");
    List<Appended> both =
        way()
            .append(
                List.of(
                    new Appending(a, NONE, events(2)),
                    new Appending(b, ANY, events(1)),
                    new Appending(looked, ANY, List.of())));
    assertThat(both).extracting(Appended::stream).startsWith(a, b);
    assertThat(both.get(0).versions()).containsExactly(1L, 2L);
    assertThat(both.get(1).versions()).containsExactly(1L);
    assertThat(both.get(2).versions()).isEmpty();
    assertThat(way().stream(looked)).as("a stream that got nothing").isEmpty();

    Refused refused =
        refusal(
            () ->
                way()
                    .append(
                        List.of(
                            new Appending(b, ExpectedVersion.exact(1), events(1)),
                            new Appending(a, ExpectedVersion.exact(1), events(1)))));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.WRONG_VERSION);
    assertThat(refused.currentVersion()).isEqualTo(2);
    assertThat(refused).hasMessage("The stream " + a + " is at version 2, not 1.");
    assertThat(way().stream(b).orElseThrow().version()).isEqualTo(1);
    assertThat(
            refusal(
                    () ->
                        way()
                            .append(
                                List.of(
                                    new Appending(a, ANY, events(1)),
                                    new Appending(a, ANY, events(1)))))
                .kind())
        .isEqualTo(Refused.Kind.INVALID);
  }

  @Test
  void oneIdIsOneEventHoweverManyAppendItAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 25; round++) {
        String id = fresh("race");
        List<Callable<Refused.Kind>> rivals = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          // two to one stream, which are one append, and two to others, which are not
          String stream = id + "-" + Math.max(0, i - 1);
          rivals.add(
              () -> {
                try {
                  append(stream, ANY, Given.of("a", "1").withId(id));
                  return null;
                } catch (Refused e) {
                  return e.kind();
                }
              });
        }
        List<Refused.Kind> outcomes = new ArrayList<>();
        for (Future<Refused.Kind> each : pool.invokeAll(rivals)) {
          outcomes.add(result(each));
        }
        long won = outcomes.stream().filter(each -> each == null).count();
        assertThat(won).as("%s", outcomes).isBetween(1L, 2L);
        assertThat(outcomes)
            .filteredOn(each -> each != null)
            .containsOnly(Refused.Kind.CONFLICT)
            .hasSize((int) (4 - won));
        long events = IntStream.range(0, 3).mapToLong(i -> way().read(id + "-" + i).size()).sum();
        assertThat(events).as("events of the id %s", id).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Refused.Kind result(Future<Refused.Kind> each) throws InterruptedException {
    try {
      return each.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
