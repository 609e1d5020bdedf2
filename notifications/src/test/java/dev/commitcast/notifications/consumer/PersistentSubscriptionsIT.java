package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.domain.subscription.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentSubscriptionsIT extends SubscriptionScenario {
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
    assertThat(first.awaitEnd(20_000)).isTrue();
    assertThat(first.isActive()).isFalse();
    append(10, 7);

    consume(other, this::keep);

    await().atMost(DEADLINE).untilAsserted(() -> assertThat(handled).isEqualTo(next(60)));
    assertThat(other.persistent().awaitCheckpoint(name, before + 60, DEADLINE)).isTrue();
    assertThat(info().lagEvents()).isZero();
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
  void deletingItEndsItsConsumers() {
    node.persistent().create(definition(2));
    Consumption consumer = consume(node, this::keep);
    await().atMost(DEADLINE).until(() -> consumer.partitions().size() == 2);

    other.persistent().delete(name);

    await().atMost(DEADLINE).until(() -> !consumer.isActive());
    assertThat(consumer.partitions()).isEmpty();
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

    assertThat(node.persistent().awaitCheckpoint(name, before + 20, DEADLINE)).isTrue();
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

    // generous: what matters is that nothing polls, which takes 500 ms at least
    assertThat(micros.get(10)).isLessThan(400_000L);
  }
}
