package dev.commitcast.notifications.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.sync.PushReceiver;
import dev.commitcast.persistence.sync.PushResult;
import dev.commitcast.persistence.sync.PushResult.Status;
import dev.commitcast.persistence.sync.PushedEvent;
import dev.commitcast.persistence.sync.Resolution;
import dev.commitcast.persistence.sync.Review;
import dev.commitcast.persistence.sync.ReviewClosedException;
import dev.commitcast.persistence.sync.Reviews;
import dev.commitcast.persistence.sync.SequencedVersions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Pushes, each type with its own way to resolve conflicts. */
@Timeout(180)
class PushReceiverIT {
  private static LogDatabase database;
  private static RunningSequencer sequencer;
  private static PushReceiver receiver;
  private static Reviews reviews;
  private static SequencedVersions versions;

  @BeforeAll
  static void starts() {
    database = LogDatabase.fresh();
    sequencer = RunningSequencer.on(database);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                database.connections().settings().host(),
                database.connections().settings().port(),
                database.connections().settings().database()));
    source.setUser(database.connections().settings().user());
    source.setPassword(database.connections().settings().password());
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    Supplier<String> ids = () -> ulids.next().toString();
    EventAppender appender = new EventAppender(source, database.schemas(), ids);
    receiver =
        new PushReceiver(source, database.schemas(), appender, PushReceiverIT::resolution, ids);
    reviews = new Reviews(source, database.schemas(), appender);
    versions = new SequencedVersions(source, database.schemas(), Duration.ofSeconds(10));
  }

  @AfterAll
  static void ends() {
    sequencer.close();
  }

  @BeforeEach
  void emptiesTheLog() throws SQLException {
    database.empty();
    database.run("DELETE FROM commitcast.sync_reviews");
  }

  private static Resolution resolution(EventType type) {
    return Resolution.of(type.value()).orElse(Resolution.LAST_WRITE_WINS);
  }

  @Test
  void anEventIsStoredOnceAndFoundAgain() throws SQLException {
    PushedEvent event = event("a", "note:1", "noted", "{\"n\":1}", 1);

    assertThat(push(event))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.status()).isEqualTo(Status.ACCEPTED);
              assertThat(result.streamVersion()).hasValue(1);
              assertThat(result.version()).hasValue(1);
              assertThat(result.conflict()).isEmpty();
            });
    assertThat(push(event).get(0).status()).isEqualTo(Status.DUPLICATE);
    assertThat(push(event).get(0).version()).hasValue(1);
    assertThat(push(event("a", "note:1", "noted", "{\"n\":2}", 1)).get(0))
        .satisfies(
            result -> {
              assertThat(result.status()).isEqualTo(Status.CONFLICT);
              assertThat(result.reason())
                  .hasValueSatisfying(why -> assertThat(why).contains("other content"));
            });
    assertThat(database.head()).isEqualTo(1);
  }

  @Test
  void onePushOfSeveralEventsToOneStreamIsNotInConflictWithItself() {
    List<PushResult> results =
        push(
            IntStream.rangeClosed(1, 120)
                .mapToObj(i -> event("e" + i, "note:1", "first-write-wins", "{}", i))
                .toArray(PushedEvent[]::new));

    assertThat(results).allMatch(result -> result.status() == Status.ACCEPTED);
    assertThat(results.get(119).streamVersion()).hasValue(120);
  }

  @Test
  void anEventThatKnewTheLastOneIsNotInConflict() {
    push(event("theirs", "note:1", "first-write-wins", "{}", 1));

    assertThat(push(event("mine", "note:1", "first-write-wins", "{}", 2)).get(0).status())
        .isEqualTo(Status.ACCEPTED);
  }

  @Test
  void aSecondOwnEventDoesNotSlipPastTheConflictOfTheFirst() {
    push(event("theirs", "note:1", "first-write-wins", "{}", 1));

    // numbered 1 and 2 by a client that has read nothing: number 1 is its own, not the log's
    assertThat(
            push(
                event("m1", "note:1", "first-write-wins", "{}", 1),
                event("m2", "note:1", "first-write-wins", "{}", 2)))
        .extracting(PushResult::status)
        .containsExactly(Status.CONFLICT, Status.CONFLICT);
  }

  @Test
  void lastWriteWinsByStandingLast() throws SQLException {
    push(event("theirs", "note:1", "last-write-wins", "{\"v\":1}", 1));

    PushResult result = push(event("mine", "note:1", "last-write-wins", "{\"v\":2}", 1)).get(0);

    assertThat(result.status()).isEqualTo(Status.ACCEPTED);
    assertThat(result.conflict().orElseThrow().resolution()).isEqualTo(Resolution.LAST_WRITE_WINS);
    assertThat(result.conflict().orElseThrow().with())
        .isEqualTo(new PushResult.Rival("theirs", "last-write-wins", 1, OptionalLong.of(1)));
    assertThat(ids()).containsExactly("theirs", "mine");
  }

  @Test
  void firstWriteWinsByBeingAlone() throws SQLException {
    push(event("theirs", "note:1", "first-write-wins", "{\"v\":1}", 1));

    PushResult result = push(event("mine", "note:1", "first-write-wins", "{\"v\":2}", 1)).get(0);

    assertThat(result.status()).isEqualTo(Status.CONFLICT);
    assertThat(result.reason()).contains("The event theirs was there first.");
    assertThat(result.conflict().orElseThrow().with().id()).isEqualTo("theirs");
    assertThat(ids()).containsExactly("theirs");
  }

  @Test
  void anAdditiveMergeKeepsBothAndAddsTheirUnion() throws SQLException {
    push(event("t1", "note:1", "additive-merge", "{\"tags\":[\"a\"],\"title\":\"x\"}", 1));
    push(event("t2", "note:1", "additive-merge", "{\"tags\":[\"b\"]}", 2));

    PushResult result =
        push(event("mine", "note:1", "additive-merge", "{\"tags\":[\"c\"],\"done\":true}", 1))
            .get(0);

    assertThat(result.status()).isEqualTo(Status.ACCEPTED);
    assertThat(result.streamVersion()).hasValue(3);
    database.awaitHead(4);
    assertThat(ids().subList(0, 3)).containsExactly("t1", "t2", "mine");
    assertThat(
            database.rows(
                "SELECT data = '{\"tags\":[\"a\",\"b\",\"c\"],\"title\":\"x\",\"done\":true}',"
                    + " metadata -> 'merge' -> 'of', event_type"
                    + " FROM commitcast.events WHERE version = 4"))
        .containsExactly(List.of("t", "[\"t1\", \"t2\", \"mine\"]", "additive-merge"));
    assertThat(
            push(event("mine", "note:1", "additive-merge", "{\"done\":true,\"tags\":[\"c\"]}", 1))
                .get(0)
                .status())
        .isEqualTo(Status.DUPLICATE);
    assertThat(database.head()).isEqualTo(4);
  }

  @Test
  void aReviewKeepsTheEventUntilSomebodyDecides() throws SQLException {
    push(event("theirs", "note:1", "manual-review", "{\"v\":1}", 1));
    PushedEvent mine = event("mine", "note:1", "manual-review", "{\"v\":2}", 1);

    PushResult result = push(mine).get(0);
    long review = result.conflict().orElseThrow().review().orElseThrow();

    assertThat(result.status()).isEqualTo(Status.CONFLICT);
    assertThat(push(mine).get(0).reason())
        .contains("It waits for a decision, as review " + review + ".");
    assertThat(reviews.list(true, 0, 10))
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.eventId()).isEqualTo("mine");
              assertThat(open.rival()).isEqualTo("theirs");
              assertThat(open.rivalVersion()).hasValue(1);
              assertThat(open.base()).isZero();
            });

    Review decided =
        reviews
            .decide(
                review,
                Review.Decision.REPLACE,
                "{\"v\":3}",
                "both said so",
                new ChangeContext("ada", null, null))
            .orElseThrow();

    assertThat(decided.outcome().orElseThrow().by()).isEqualTo("ada");
    database.awaitHead(2);
    assertThat(
            database.rows(
                "SELECT id, data, metadata ->> 'review', metadata ->> 'actor'"
                    + " FROM commitcast.events WHERE version = 2"))
        .containsExactly(List.of("mine", "{\"v\": 3}", Long.toString(review), "ada"));
    assertThat(push(mine).get(0).status()).isEqualTo(Status.DUPLICATE);
    assertThat(reviews.list(true, 0, 10)).isEmpty();
    assertThatThrownBy(
            () -> reviews.decide(review, Review.Decision.DISCARD, null, null, ChangeContext.NONE))
        .isInstanceOf(ReviewClosedException.class)
        .hasMessage("Review " + review + " was decided already: replace.");
  }

  @Test
  void whatWasDiscardedStaysOut() throws SQLException {
    push(event("theirs", "note:1", "manual-review", "{}", 1));
    PushedEvent mine = event("mine", "note:1", "manual-review", "{}", 1);
    long review = push(mine).get(0).conflict().orElseThrow().review().orElseThrow();

    reviews.decide(review, Review.Decision.DISCARD, null, null, ChangeContext.NONE);

    assertThat(push(mine).get(0).reason()).contains("It was discarded in review " + review + ".");
    assertThat(ids()).containsExactly("theirs");
  }

  @Test
  void theSameAuthorIsNeverItsOwnRival() {
    push(by("phone", event("a", "note:1", "first-write-wins", "{}", 1)));
    push(by("phone", event("b", "note:1", "first-write-wins", "{}", 1)));

    assertThat(push(by("phone", event("c", "note:1", "first-write-wins", "{}", 1))).get(0).status())
        .isEqualTo(Status.ACCEPTED);
    assertThat(
            push(by("tablet", event("d", "note:1", "first-write-wins", "{}", 1))).get(0).status())
        .isEqualTo(Status.CONFLICT);
  }

  @Test
  void oneBadEventHoldsUpNoOther() throws SQLException {
    String large = "{\"x\":\"" + "y".repeat(17 << 20) + "\"}";

    assertThat(
            push(
                event("a", "note:1", "noted", "{}", 1),
                event("b", "note:1", "noted", large, 2),
                event("c", "note:1", "noted", "{}", 3)))
        .extracting(PushResult::status)
        .containsExactly(Status.ACCEPTED, Status.INVALID, Status.ACCEPTED);
    assertThat(ids()).containsExactly("a", "c");
  }

  @Test
  void manyClientsPushToTheSameStreamsInAnyOrderAndEachEventIsThereOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int clients = 8;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<List<PushResult>>> pushes = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        String name = "client" + client;
        List<PushedEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          events.add(event(name + "-" + i, "shared:" + i % 10, "last-write-wins", "{}", i + 1));
        }
        Collections.shuffle(events, new Random(seed + client));
        pushes.add(threads.submit(() -> push(events.toArray(PushedEvent[]::new))));
      }
      for (Future<List<PushResult>> push : pushes) {
        assertThat(push.get())
            .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.ACCEPTED));
      }
    } finally {
      threads.shutdownNow();
    }
    database.awaitHead(60L * clients);
    assertThat(
            database.number(
                "SELECT count(*) FROM commitcast.streams WHERE stream_version = " + 6 * clients))
        .isEqualTo(10);
  }

  private static List<String> ids() throws SQLException {
    return database.rows("SELECT id FROM commitcast.events ORDER BY version").stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static List<PushResult> push(PushedEvent... events) {
    return versions.addTo(receiver.receive(List.of(events), ChangeContext.NONE));
  }

  private static PushedEvent event(
      String id, String stream, String type, String data, long number) {
    return new PushedEvent(
        new StreamId(stream),
        new EventData(id, new EventType(type), data, null, null),
        OptionalLong.empty(),
        OptionalLong.of(number),
        Optional.empty());
  }

  private static PushedEvent by(String origin, PushedEvent event) {
    return new PushedEvent(
        event.stream(),
        event.event().withMetadata("{\"origin_node\":\"" + origin + "\"}"),
        event.base(),
        event.number(),
        Optional.of(origin));
  }
}
