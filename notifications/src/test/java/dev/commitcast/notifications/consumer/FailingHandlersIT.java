package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.subscription.ParkedEvents;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of events that a handler cannot take, and of their neighbours. */
class FailingHandlersIT extends SubscriptionScenario {
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
}
