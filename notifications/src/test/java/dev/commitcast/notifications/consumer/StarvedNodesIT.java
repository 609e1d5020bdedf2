package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.subscription.CatchUpSubscription;
import dev.commitcast.notifications.testing.RunningNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that have too little of something: places at the hub, events, threads, connections. */
class StarvedNodesIT extends SubscriptionScenario {
  private static HubSettings hubFor(int subscriptions) {
    HubSettings usual = HubSettings.DEFAULT;
    return new HubSettings(
        usual.outboxBytes(),
        usual.outboxEvents(),
        usual.ringBytes(),
        usual.heartbeat(),
        usual.stallTimeout(),
        subscriptions,
        usual.replayReaders(),
        usual.replayBytes(),
        usual.minRetry(),
        usual.maxRetry());
  }

  private static RunningNode small(HubSettings hub, int threads) {
    return RunningNode.on(
        database.connections(),
        "small",
        hub,
        RunningNode.settings(LEASE),
        new CatchUpSettings(500, 1 << 20, threads),
        UnaryOperator.identity());
  }

  @Test
  void aNodeWhoseHubIsFullLeavesItsPartitionsToOthers() throws Exception {
    node.persistent().create(definition(4));
    try (RunningNode full = small(hubFor(1), 20)) {
      await().atMost(DEADLINE).until(() -> full.hub().head() != null);
      try (CatchUpSubscription ignored =
          full.catchUp().subscribeToAll(new StartFrom.Now(), (event, cursor) -> {})) {
        await().atMost(DEADLINE).until(() -> full.hub().openSubscriptions() == 1);
        consume(full, this::keep);
        Consumption able = consume(node, this::keep);

        awaitPartitions(able, 4);
        append(40, 40);
        awaitHandled(next(40));
      }
    }
  }

  @Test
  void aNodeThatNoEventReachesGivesItsPartitionsToOthers() throws Exception {
    node.persistent().create(definition(4));
    try (RunningNode deaf = small(HubSettings.DEFAULT, 20)) {
      Consumption first = consume(deaf, this::keep);
      awaitPartitions(first, 4);
      Consumption second = consume(node, this::keep);
      awaitPartitions(second, 2);

      deaf.deafen();
      append(40, 40);

      awaitHandled(next(40));
      awaitPartitions(second, 4);
      assertThat(first.partitions()).isEmpty();
    }
  }

  @Test
  void leasesAreKeptWhileSlowHandlersHaveAllThreads() throws Exception {
    node.persistent().create(definition(8));
    Map<Long, AtomicInteger> calls = new ConcurrentHashMap<>();
    AcknowledgingHandler slow =
        delivery -> {
          calls
              .computeIfAbsent(delivery.event().version(), ignored -> new AtomicInteger())
              .incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(3 * LEASE.toMillis());
          return keep(delivery);
        };
    try (RunningNode small = small(HubSettings.DEFAULT, 4)) {
      Consumption consumer = consume(small, slow);
      awaitPartitions(consumer, 8);
      append(8, 8);
      consume(other, slow);

      awaitHandled(next(8));
    }
    assertThat(calls.values()).allSatisfy(times -> assertThat(times).hasValue(1));
  }

  @Test
  void oneWithMuchToHandleLetsOthersHaveTheThreadBetween() throws Exception {
    append(3_000, 5);
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger first = new AtomicInteger();
    try (RunningNode small = small(HubSettings.DEFAULT, 1)) {
      StartFrom start = new StartFrom.After(new Cursor(1, before));
      CountDownLatch begun = new CountDownLatch(1);
      CatchUpSubscription much =
          small
              .catchUp()
              .subscribeToAll(
                  start,
                  (event, cursor) -> {
                    begun.countDown();
                    first.incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(1);
                  });
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      CatchUpSubscription little =
          small.catchUp().subscribeToAll(start, (event, cursor) -> second.countDown());

      assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(first.get()).isLessThan(3_000);
      much.close();
      little.close();
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostIsNotParkedAndNotRepeated() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    UnaryOperator<HandlerTransactions> firstInDoubt =
        transactions ->
            work -> {
              transactions.run(work);
              if (commits.incrementAndGet() == 1) {
                throw new SQLException("lost while the commit was on its way", "08006");
              }
            };
    node.persistent()
        .create(
            definition(1)
                .retries(new RetryPolicy(1, Duration.ofMillis(10), Duration.ofMillis(10))));
    try (RunningNode doubtful =
        RunningNode.on(
            database.connections(),
            "doubtful",
            HubSettings.DEFAULT,
            RunningNode.settings(LEASE),
            CatchUpSettings.DEFAULT,
            firstInDoubt)) {
      consumeInTransactions(doubtful, (delivery, connection) -> effect(delivery, connection));
      append(1, 1);
      assertThat(node.persistent().awaitCheckpoint(name, before + 1, DEADLINE)).isTrue();
      await().atMost(DEADLINE).until(() -> commits.get() == 1);
      append(1, 1);
      assertThat(node.persistent().awaitCheckpoint(name, before + 2, DEADLINE)).isTrue();
    }

    assertThat(parked()).isEmpty();
    assertThat(effects()).isEqualTo(List.of(before + 1, before + 2));
  }

  @Test
  void transactionsOfHandlersLeaveConnectionsForTheLeases() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HandlerTransactions counted =
        new BoundedTransactions(
            work -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              TimeUnit.MILLISECONDS.sleep(100);
              inside.decrementAndGet();
            },
            3);
    List<Thread> threads =
        IntStream.range(0, 12)
            .mapToObj(
                n ->
                    new Thread(
                        () -> {
                          try {
                            counted.run(connection -> {});
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(2, 3);
  }
}
