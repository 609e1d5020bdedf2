package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who holds a partition, and that nobody else can write its progress. */
class PartitionLeasesIT extends SubscriptionScenario {
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
}
