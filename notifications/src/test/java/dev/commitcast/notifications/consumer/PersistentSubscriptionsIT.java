package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.subscription.ParkedEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PersistentSubscriptionsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static LogDatabase database;
  private static RunningSequencer sequencer;
  private static RunningNode node;
  private static RunningNode other;

  private final SubscriptionName name = new SubscriptionName("s" + NUMBER.incrementAndGet());
  private final List<Consumption> open = new CopyOnWriteArrayList<>();
  private final List<Long> handled = new CopyOnWriteArrayList<>();
  private long before;

  @BeforeAll
  static void open() throws SQLException {
    database = LogDatabase.fresh();
    database.run("CREATE TABLE public.effects (version bigint, stream text, n bigint)");
    sequencer = RunningSequencer.on(database);
    node = RunningNode.on(database.connections(), "n1", RunningNode.settings(LEASE));
    other = RunningNode.on(database.connections(), "n2", RunningNode.settings(LEASE));
  }

  @AfterAll
  static void close() {
    node.close();
    other.close();
    sequencer.close();
  }

  @BeforeEach
  void remembersTheHead() throws SQLException {
    before = database.head();
  }

  @AfterEach
  void ends() throws InterruptedException {
    open.forEach(Consumption::close);
    for (Consumption each : open) {
      each.awaitEnd(5_000);
    }
  }

  private SubscriptionDefinition definition(int partitions) {
    return SubscriptionDefinition.of(name.value(), EventFilter.ALL)
        .from(StartPosition.now())
        .partitions(partitions);
  }

  private Consumption consume(RunningNode at, AcknowledgingHandler handler) {
    Consumption consumption = at.persistent().consume(name, handler);
    open.add(consumption);
    return consumption;
  }

  private Consumption consumeInTransactions(RunningNode at, TransactionalHandler handler) {
    Consumption consumption = at.persistent().consumeInTransactions(name, handler);
    open.add(consumption);
    return consumption;
  }

  private Verdict keep(Delivery delivery) {
    handled.add(delivery.event().version());
    return Verdict.ack();
  }

  private void append(int events, int streams) throws SQLException {
    long head = database.head();
    database.run(
        "SELECT commitcast.append('st:' || n %% %d, 'happened', jsonb_build_object('n', n))"
                .formatted(streams)
            + " FROM generate_series(1, %d) AS n".formatted(events));
    database.awaitHead(head + events);
  }

  private List<Long> next(int events) {
    return LongStream.rangeClosed(before + 1, before + events).boxed().toList();
  }

  private void awaitHandled(List<Long> versions) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(versions));
  }

  private SubscriptionInfo info() {
    return node.persistent().info(name);
  }

  private List<ParkedEvents.Parked> parked() {
    return node.persistent().parked(name, 0, 100);
  }

  @Test
  void creatingTheSameAgainDoesNothingAndAnotherOneIsRefused() {
    SubscriptionDefinition definition = definition(4);

    assertThat(node.persistent().create(definition)).isTrue();
    assertThat(other.persistent().create(definition)).isFalse();
    assertThatThrownBy(() -> other.persistent().create(definition.partitions(5)))
        .isInstanceOf(SubscriptionConflictException.class);
    assertThatThrownBy(() -> other.persistent().create(definition.from(StartPosition.beginning())))
        .isInstanceOf(SubscriptionConflictException.class);
    assertThat(node.persistent().list()).contains(definition);
    assertThat(info().partitions()).hasSize(4);
    assertThat(node.persistent().delete(name)).isTrue();
    assertThat(node.persistent().delete(name)).isFalse();
    assertThatThrownBy(this::info).isInstanceOf(UnknownSubscriptionException.class);
  }

  @Test
  void aStartThatTheLogDoesNotReachIsRefused() {
    Cursor tooFar = new Cursor(1, 1_000_000_000);

    assertThatThrownBy(
            () -> node.persistent().create(definition(1).from(StartPosition.after(tooFar))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(tooFar.toString());
  }

  @Test
  void handlesEachEventInOrderAndGoesOnWhereItWasLeft() throws Exception {
    node.persistent().create(definition(1));
    Consumption first = consume(node, this::keep);
    append(50, 7);
    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(50)));
    first.close();
    assertThat(first.awaitEnd(5_000)).isTrue();
    assertThat(first.isActive()).isFalse();
    append(10, 7);

    consume(other, this::keep);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(60)));
    assertThat(other.persistent().awaitCheckpoint(name, before + 60, DEADLINE)).isTrue();
    assertThat(info().lagEvents()).isZero();
  }

  @Test
  void partitionsAreSharedEvenlyAndGivenBack() throws Exception {
    node.persistent().create(definition(8));
    Map<Long, String> handlers = new ConcurrentHashMap<>();
    Consumption a = consume(node, delivery -> note(handlers, delivery, "a"));
    await().atMost(DEADLINE).until(() -> a.partitions().size() == 8);

    Consumption b = consume(node, delivery -> note(handlers, delivery, "b"));
    Consumption c = consume(other, delivery -> note(handlers, delivery, "c"));

    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              assertThat(
                      List.of(a.partitions().size(), b.partitions().size(), c.partitions().size()))
                  .containsExactlyInAnyOrder(3, 3, 2);
            });
    append(300, 100);
    awaitHandled(next(300));
    assertThat(handlers.values()).contains("a", "b", "c");
    a.close();
    c.close();
    await().atMost(DEADLINE).until(() -> b.partitions().size() == 8);
    assertThat(info().partitions())
        .allSatisfy(partition -> assertThat(partition.state().owner()).hasValue(b.consumer()));
  }

  private Verdict note(Map<Long, String> handlers, Delivery delivery, String who) {
    handlers.put(delivery.event().version(), who);
    return keep(delivery);
  }

  @Test
  void oneThatFreezesLosesItsPartitionsAndCannotAcknowledgeAnyMore() throws Exception {
    node.persistent().create(definition(1));
    CountDownLatch frozen = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<Long> seenByFrozen = new CopyOnWriteArrayList<>();
    Consumption first =
        consume(
            node,
            delivery -> {
              seenByFrozen.add(delivery.event().version());
              frozen.countDown();
              release.await(30, TimeUnit.SECONDS);
              return Verdict.ack();
            });
    append(3, 1);
    assertThat(frozen.await(20, TimeUnit.SECONDS)).isTrue();
    ((Membership) first).vanish();

    consume(other, this::keep);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(3)));
    release.countDown();
    append(3, 1);
    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(6)));
    assertThat(seenByFrozen).containsExactly(before + 1);
  }

  @Test
  void aTransactionOfOneThatLostItsLeaseIsRolledBack() throws Exception {
    node.persistent().create(definition(1));
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Consumption first =
        consumeInTransactions(
            node,
            (delivery, connection) -> {
              effect(delivery, connection);
              written.countDown();
              release.await(30, TimeUnit.SECONDS);
            });
    append(5, 2);
    assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
    ((Membership) first).vanish();

    consumeInTransactions(other, (delivery, connection) -> effect(delivery, connection));

    assertThat(other.persistent().awaitCheckpoint(name, before + 5, DEADLINE)).isTrue();
    release.countDown();
    append(1, 1);
    assertThat(other.persistent().awaitCheckpoint(name, before + 6, DEADLINE)).isTrue();
    assertThat(effects()).isEqualTo(next(6));
  }

  private static void effect(Delivery delivery, Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO public.effects (version, stream) VALUES (?, ?)")) {
      insert.setLong(1, delivery.event().version());
      insert.setString(2, delivery.event().stream());
      insert.executeUpdate();
    }
  }

  private List<Long> effects() throws SQLException {
    return database
        .rows("SELECT version FROM public.effects WHERE version > " + before + " ORDER BY version")
        .stream()
        .map(row -> Long.parseLong(row.get(0)))
        .toList();
  }

  @Test
  void oneOfABatchThatFailsIsParkedAloneAndTheOthersHaveTheirEffectOnce() throws Exception {
    append(40, 5);
    node.persistent().create(definition(1).from(StartPosition.after(new Cursor(1, before))));
    long bad = before + 17;
    consumeInTransactions(
        node,
        (delivery, connection) -> {
          effect(delivery, connection);
          if (delivery.event().version() == bad) {
            throw new IllegalStateException("not this one");
          }
        });

    assertThat(node.persistent().awaitCheckpoint(name, before + 40, DEADLINE)).isTrue();

    assertThat(effects()).isEqualTo(next(40).stream().filter(version -> version != bad).toList());
    assertThat(parked())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.cursor().version()).isEqualTo(bad);
              assertThat(event.error()).isEqualTo("IllegalStateException: not this one");
              assertThat(event.attempts()).isEqualTo(3);
            });
  }

  @Test
  void aFailedEventIsTriedAgainLaterInItsPlace() throws Exception {
    node.persistent().create(definition(1));
    AtomicInteger failures = new AtomicInteger();
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    consume(
        node,
        delivery -> {
          attempts.add(delivery.attempt());
          if (delivery.event().version() == before + 2 && failures.getAndIncrement() < 2) {
            throw new IllegalStateException("later");
          }
          return keep(delivery);
        });

    append(3, 1);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(3)));
    assertThat(attempts).containsExactly(1, 1, 2, 3, 1);
  }

  @Test
  void whatFailsTooOftenOrIsToBeParkedIsPutAsideAndComesAgainWhenAsked() throws Exception {
    node.persistent().create(definition(2));
    Set<Long> toFail = ConcurrentHashMap.newKeySet();
    toFail.addAll(List.of(before + 2, before + 4));
    consume(
        node,
        delivery -> {
          long version = delivery.event().version();
          if (toFail.contains(version)) {
            return version == before + 2 ? Verdict.park("no\0pe") : Verdict.retry("still not");
          }
          return version == before + 5 ? Verdict.skip("not ours") : keep(delivery);
        });

    append(6, 3);

    awaitHandled(List.of(before + 1, before + 3, before + 6));
    await().atMost(DEADLINE).until(() -> parked().size() == 2);
    assertThat(parked())
        .extracting(ParkedEvents.Parked::error)
        .containsExactly("nope", "still not");
    assertThat(parked()).extracting(ParkedEvents.Parked::attempts).containsExactly(1, 3);
    assertThat(parked().get(0).stream()).hasValue("st:2");

    // fails once more and stays, with another attempt counted
    node.persistent().replayParked(name, before + 4);
    await()
        .atMost(DEADLINE)
        .until(() -> parked().get(1).attempts() == 4 && !parked().get(1).toReplay());
    toFail.clear();
    assertThat(node.persistent().replayParked(name)).isEqualTo(2);

    await().atMost(DEADLINE).until(() -> parked().isEmpty());
    awaitHandled(List.of(before + 1, before + 2, before + 3, before + 4, before + 6));
    assertThat(node.persistent().replayParked(name, before + 4)).isFalse();
  }

  @Test
  void aReplayedEventHasItsEffectInTheTransactionThatTakesItAway() throws Exception {
    node.persistent().create(definition(1).retries(new RetryPolicy(1, LEASE, LEASE)));
    AtomicInteger calls = new AtomicInteger();
    consumeInTransactions(
        node,
        (delivery, connection) -> {
          effect(delivery, connection);
          if (calls.incrementAndGet() <= 2) {
            throw new IllegalStateException("call " + calls.get());
          }
        });
    append(1, 1);
    await().atMost(DEADLINE).until(() -> parked().size() == 1);
    node.persistent().replayParked(name);
    await().atMost(DEADLINE).until(() -> parked().get(0).attempts() == 2);
    assertThat(effects()).isEmpty();

    node.persistent().replayParked(name);

    await().atMost(DEADLINE).until(() -> parked().isEmpty());
    assertThat(effects()).isEqualTo(next(1));
  }

  @Test
  void stopsWithItsReasonAndGoesOnWhenResumed() throws Exception {
    node.persistent().create(definition(2));
    AtomicInteger stops = new AtomicInteger();
    consume(
        node,
        delivery ->
            delivery.event().version() == before + 2 && stops.getAndIncrement() == 0
                ? Verdict.stop("the address book is empty")
                : keep(delivery));
    append(2, 1);

    await().atMost(DEADLINE).until(() -> info().stoppedAt().isPresent());
    assertThat(info().stopReason())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("event " + (before + 2))
                    .contains("the address book is empty"));
    append(2, 2);
    await()
        .atMost(DEADLINE)
        .until(() -> info().partitions().stream().noneMatch(each -> each.state().leased()));
    assertThat(handled).containsExactly(before + 1);
    assertThat(info().lagEvents()).isEqualTo(3);
    assertThat(info().lag()).isPositive();

    other.persistent().resume(name);

    awaitHandled(next(4));
    assertThat(info().stopReason()).isEmpty();
  }

  @Test
  void pausesAndResumes() throws Exception {
    node.persistent().create(definition(3));
    Consumption consumer = consume(node, this::keep);
    await().atMost(DEADLINE).until(() -> consumer.partitions().size() == 3);
    other.persistent().pause(name);
    await().atMost(DEADLINE).until(() -> consumer.partitions().isEmpty());
    append(5, 5);
    assertThat(info().pausedAt()).isPresent();
    assertThat(info().lagEvents()).isEqualTo(5);
    assertThat(node.persistent().awaitCheckpoint(name, before + 5, Duration.ofMillis(200)))
        .isFalse();
    assertThat(handled).isEmpty();

    node.persistent().resume(name);

    awaitHandled(next(5));
  }

  @Test
  void rewindsAndTakesNoAnswerFromBefore() throws Exception {
    node.persistent().create(definition(1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    consume(
        node,
        delivery -> {
          if (calls.incrementAndGet() == 4) {
            begun.countDown();
            release.await(30, TimeUnit.SECONDS);
          }
          return keep(delivery);
        });
    append(4, 2);
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    node.persistent().rewind(name, StartPosition.after(new Cursor(1, before + 1)));
    release.countDown();

    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThat(handled)
                    .containsExactly(
                        before + 1,
                        before + 2,
                        before + 3,
                        before + 4,
                        before + 2,
                        before + 3,
                        before + 4));
    node.persistent().rewind(name, StartPosition.now());
    assertThat(node.persistent().awaitCheckpoint(name, before + 4, Duration.ZERO)).isTrue();
  }

  @Test
  void deletingItEndsItsConsumers() {
    node.persistent().create(definition(2));
    Consumption consumer = consume(node, this::keep);
    await().atMost(DEADLINE).until(() -> consumer.partitions().size() == 2);

    other.persistent().delete(name);

    await().atMost(DEADLINE).until(() -> !consumer.isActive());
    assertThat(consumer.partitions()).isEmpty();
  }

  @Test
  void oneHandlersFailuresAndSlownessAreItsOwn() throws Exception {
    SubscriptionName slow = new SubscriptionName(name.value() + ".slow");
    node.persistent().create(definition(1));
    node.persistent()
        .create(SubscriptionDefinition.of(slow.value(), EventFilter.ALL).from(StartPosition.now()));
    CountDownLatch release = new CountDownLatch(1);
    open.add(
        node.persistent()
            .consume(
                slow,
                delivery -> {
                  release.await(30, TimeUnit.SECONDS);
                  throw new IllegalStateException("always");
                }));
    consume(node, this::keep);
    append(5, 1);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(5)));
    release.countDown();
  }

  @Test
  void aCheckpointThatTheLogNoLongerReachesStopsItWithAReason() throws Exception {
    node.persistent().create(definition(1));
    database.run(
        "UPDATE commitcast.subscriptions SET epoch = 7, checkpoint = 3 WHERE name = '%s'"
            .formatted(name));

    consume(node, this::keep);

    await().atMost(DEADLINE).until(() -> info().stoppedAt().isPresent());
    assertThat(info().stopReason())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("7.3")
                    .contains("cannot be continued")
                    .contains("Rewind"));
    node.persistent().rewind(name, StartPosition.now());
    node.persistent().resume(name);
    append(2, 1);
    awaitHandled(next(2));
  }

  @Test
  void aSlowHandlerKeepsItsLease() throws Exception {
    node.persistent().create(definition(1));
    consume(
        node,
        delivery -> {
          TimeUnit.MILLISECONDS.sleep(2 * LEASE.toMillis());
          return keep(delivery);
        });
    consume(other, this::keep);
    append(2, 1);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(2)));
    assertThat(node.persistent().awaitCheckpoint(name, before + 2, DEADLINE)).isTrue();
    assertThat(handled).isEqualTo(next(2));
  }

  @Test
  void waitingForACheckpointNeedNotWaitForEventsThatTheFilterLeavesOut() throws Exception {
    node.persistent()
        .create(
            SubscriptionDefinition.of(
                    name.value(), new EventFilter(Set.of(), Set.of(), Set.of(), Set.of("rare")))
                .from(StartPosition.now())
                .partitions(16));
    consume(node, this::keep);
    append(20, 3);
    long began = System.nanoTime();

    assertThat(node.persistent().awaitCheckpoint(name, before + 20, DEADLINE)).isTrue();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(handled).isEmpty();
  }

  @Test
  void whatIsHandledComesWithinMillisecondsOfItsCommit() throws Exception {
    node.persistent().create(definition(4));
    Map<Long, Long> at = new ConcurrentHashMap<>();
    Consumption consumer =
        consume(
            node,
            delivery -> {
              at.put(delivery.event().version(), System.nanoTime());
              return Verdict.ack();
            });
    await().atMost(DEADLINE).until(() -> consumer.partitions().size() == 4);
    append(1, 1);
    await().atMost(DEADLINE).until(() -> at.size() == 1);

    List<Long> micros =
        IntStream.rangeClosed(2, 21)
            .mapToObj(
                n -> {
                  try {
                    database.run("SELECT commitcast.append('st:%d', 'happened')".formatted(n));
                    long committed = System.nanoTime();
                    await()
                        .atMost(DEADLINE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> at.containsKey(before + n));
                    return Math.max(0, at.get(before + n) - committed) / 1_000;
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .sorted()
            .toList();

    // generous: what matters is that nothing polls
    assertThat(micros.get(10)).isLessThan(100_000L);
  }
}
