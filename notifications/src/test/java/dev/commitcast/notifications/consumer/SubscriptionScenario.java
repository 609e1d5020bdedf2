package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database, and a subscription of its own for each test. */
@Timeout(180)
abstract class SubscriptionScenario {
  static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Longer than a busy machine keeps a thread waiting, which would lose it. */
  static final Duration LEASE = Duration.ofSeconds(2);

  static final AtomicInteger NUMBER = new AtomicInteger();

  static LogDatabase database;
  private static RunningSequencer sequencer;
  static RunningNode node;
  static RunningNode other;

  final SubscriptionName name = new SubscriptionName("s" + NUMBER.incrementAndGet());
  final List<Consumption> open = new CopyOnWriteArrayList<>();
  final List<Long> handled = new CopyOnWriteArrayList<>();
  long before;

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
      each.awaitEnd(20_000);
    }
  }

  SubscriptionDefinition definition(int partitions) {
    return SubscriptionDefinition.of(name.value(), EventFilter.ALL)
        .from(StartPosition.now())
        .partitions(partitions);
  }

  Consumption consume(RunningNode at, AcknowledgingHandler handler) {
    Consumption consumption = at.persistent().consume(name, handler);
    open.add(consumption);
    return consumption;
  }

  Consumption consumeInTransactions(RunningNode at, TransactionalHandler handler) {
    Consumption consumption = at.persistent().consumeInTransactions(name, handler);
    open.add(consumption);
    return consumption;
  }

  Consumption stream(RunningNode at, int window, DeliverySink sink) {
    Consumption consumption = at.persistent().stream(name, window, sink);
    open.add(consumption);
    return consumption;
  }

  static void awaitPartitions(Consumption consumer, int partitions) {
    await().atMost(DEADLINE).until(() -> consumer.partitions().size() == partitions);
  }

  Verdict keep(Delivery delivery) {
    handled.add(delivery.event().version());
    return Verdict.ack();
  }

  void append(int events, int streams) throws SQLException {
    append(events, streams, "happened");
  }

  void append(int events, int streams, String type) throws SQLException {
    long head = database.head();
    database.run(
        "SELECT commitcast.append('st:' || n %% %d, '%s', jsonb_build_object('n', n))"
                .formatted(streams, type)
            + " FROM generate_series(1, %d) AS n".formatted(events));
    database.awaitHead(head + events);
  }

  List<Long> next(int events) {
    return LongStream.rangeClosed(before + 1, before + events).boxed().toList();
  }

  void awaitHandled(List<Long> versions) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(versions));
  }

  SubscriptionInfo info() {
    return node.persistent().info(name);
  }

  List<ParkedEvents.Parked> parked() {
    return node.persistent().parked(name, 0, 100);
  }

  Verdict note(Map<Long, String> handlers, Delivery delivery, String who) {
    handlers.put(delivery.event().version(), who);
    return keep(delivery);
  }

  static void effect(Delivery delivery, Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO public.effects (version, stream) VALUES (?, ?)")) {
      insert.setLong(1, delivery.event().version());
      insert.setString(2, delivery.event().stream());
      insert.executeUpdate();
    }
  }

  List<Long> effects() throws SQLException {
    return database
        .rows("SELECT version FROM public.effects WHERE version > " + before + " ORDER BY version")
        .stream()
        .map(row -> Long.parseLong(row.get(0)))
        .toList();
  }
}
