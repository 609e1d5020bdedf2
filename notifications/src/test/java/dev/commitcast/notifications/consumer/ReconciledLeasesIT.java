package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No lease stays without a worker, and no worker works under what is not its lease. */
class ReconciledLeasesIT extends SubscriptionScenario {
  @Test
  void whatIsSentBackAgainAndAgainNeverLeavesAPartitionWithoutAWorker() throws Exception {
    node.persistent()
        .create(
            definition(3)
                .retries(new RetryPolicy(1_000, Duration.ofMillis(1), Duration.ofMillis(1))));
    RecordingSink sink = new RecordingSink();
    Consumption consumer = stream(node, 1, sink);
    append(30, 30);

    for (int i = 0; i < 150; i++) {
      node.persistent().answer(name, sink.next(DEADLINE).token(), Verdict.retry("again"));
    }

    Set<Long> answered = ConcurrentHashMap.newKeySet();
    while (answered.size() < 30) {
      Delivery delivery = sink.next(DEADLINE);
      node.persistent().answer(name, delivery.token(), Verdict.ack());
      answered.add(delivery.event().version());
    }
    assertThat(consumer.partitions()).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void stopsThatAreResumedAtOnceLeaveNoPartitionBehind() throws Exception {
    node.persistent().create(definition(4));
    Set<Long> stoppedAt = ConcurrentHashMap.newKeySet();
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    Consumption consumer =
        consume(
            node,
            delivery -> {
              long version = delivery.event().version();
              if (version % 5 == 0 && stoppedAt.add(version)) {
                return Verdict.stop("at " + version);
              }
              seen.add(version);
              return Verdict.ack();
            });
    awaitPartitions(consumer, 4);
    append(100, 100);

    await()
        .atMost(DEADLINE.multipliedBy(2))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              if (info().stoppedAt().isPresent()) {
                other.persistent().resume(name);
              }
              return seen.size() == 100;
            });
  }

  @Test
  void aLeaseWhoseTakingWasNotAnsweredIsWorkedUnder() throws Exception {
    node.persistent().create(definition(2));
    Consumption consumer = consume(node, this::keep);
    awaitPartitions(consumer, 2);

    // as if it had been taken again by a statement whose answer never came
    database.run(
        ("UPDATE commitcast.subscriptions SET fence = nextval('commitcast.subscription_fences'),"
                + " lease_until = clock_timestamp() + interval '1 day' WHERE name = '%s'")
            .formatted(name));
    append(20, 20);

    assertThat(node.persistent().awaitCheckpoint(name, before + 20, DEADLINE)).isTrue();
    // what the workers did before they noticed comes again
    assertThat(handled).containsAll(next(20));
  }

  @Test
  void aHandlerThatIsInterruptedByItselfHasFailedAndItsPartitionGoesOn() throws Exception {
    node.persistent().create(definition(3));
    Set<Long> interrupted = ConcurrentHashMap.newKeySet();
    List<Integer> attempts = new ArrayList<>();
    Consumption consumer =
        consume(
            node,
            delivery -> {
              long version = delivery.event().version();
              if (version == before + 2 && interrupted.add(version)) {
                throw new InterruptedException("a future was cancelled");
              }
              if (version % 3 == 0) {
                Thread.currentThread().interrupt();
              }
              if (version == before + 2) {
                attempts.add(delivery.attempt());
              }
              return keep(delivery);
            });
    awaitPartitions(consumer, 3);

    append(30, 30);

    awaitHandled(next(30));
    assertThat(attempts).containsExactly(2);
    assertThat(node.persistent().awaitCheckpoint(name, before + 30, DEADLINE)).isTrue();
    assertThat(consumer.partitions()).hasSize(3);
  }

  @Test
  void aConsumerOfADeletedSubscriptionTakesNothingOfTheNextOne() throws Exception {
    node.persistent()
        .create(
            SubscriptionDefinition.of(
                    name.value(), new EventFilter(Set.of("a"), Set.of(), Set.of(), Set.of()))
                .from(StartPosition.now()));
    List<Long> byTheFormer = new ArrayList<>();
    Consumption former =
        consume(
            node,
            delivery -> {
              byTheFormer.add(delivery.event().version());
              return Verdict.ack();
            });
    append(3, 1, "a");
    assertThat(node.persistent().awaitCheckpoint(name, before + 3, DEADLINE)).isTrue();

    other.persistent().delete(name);
    other.persistent().create(definition(2).from(StartPosition.after(new Cursor(1, before + 3))));
    append(10, 5, "b");
    await().atMost(DEADLINE).until(() -> !former.isActive());
    consume(other, this::keep);

    awaitHandled(next(13).subList(3, 13));
    assertThat(byTheFormer).isEqualTo(next(3));
  }

  @Test
  void anAnswerToADeletedSubscriptionIsRefusedByTheNextOne() throws Exception {
    node.persistent().create(definition(1));
    RecordingSink sink = new RecordingSink();
    Consumption former = stream(node, 5, sink);
    append(5, 5);
    Delivery last = null;
    for (int i = 0; i < 5; i++) {
      last = sink.next(DEADLINE);
    }
    node.persistent().delete(name);
    assertThat(former.awaitEnd(DEADLINE.toMillis())).isTrue();
    node.persistent().create(definition(1).from(StartPosition.after(new Cursor(1, before))));
    RecordingSink next = new RecordingSink();
    stream(other, 1, next);
    assertThat(next.next(DEADLINE).event().version()).isEqualTo(before + 1);

    Delivery late = last;
    assertThatThrownBy(() -> node.persistent().answer(name, late.token(), Verdict.ack()))
        .isInstanceOf(LeaseLostException.class);

    assertThat(info().partitions().get(0).state().checkpoint().version()).isEqualTo(before);
  }

  @Test
  void aWorkerThatWaitsForAnAbandonedCallDoesNothingUntilItHasEnded() throws Exception {
    node.persistent().create(definition(1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    consume(
        node,
        delivery -> {
          if (begun.getCount() > 0) {
            begun.countDown();
            release.await(30, TimeUnit.SECONDS);
          }
          return keep(delivery);
        });
    append(1, 1);
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    try (LoggedTrouble trouble = LoggedTrouble.watch()) {
      node.persistent().rewind(name, StartPosition.after(new Cursor(1, before)));
      await().atMost(DEADLINE).until(() -> info().partitions().get(0).state().leased());
      // renewed several times while it waits
      var taken = info().partitions().get(0).state().leaseUntil().orElseThrow();
      await()
          .atMost(DEADLINE)
          .until(
              () ->
                  info()
                      .partitions()
                      .get(0)
                      .state()
                      .leaseUntil()
                      .orElseThrow()
                      .isAfter(taken.plus(LEASE)));
      release.countDown();
      append(1, 1);
      await()
          .atMost(DEADLINE)
          .until(() -> handled.equals(List.of(before + 1, before + 1, before + 2)));
      assertThat(trouble.seen()).isEmpty();
    }
  }

  @Test
  void ofSevenConsumersEachHasAPartitionOfEight() throws Exception {
    node.persistent().create(definition(8));
    List<Consumption> consumers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      consumers.add(consume(i % 2 == 0 ? node : other, this::keep));
    }

    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThat(consumers.stream().map(each -> each.partitions().size()))
                    .containsExactlyInAnyOrder(2, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void waitingForAVersionThatIsNotInTheLogYetWaits() throws Exception {
    node.persistent().create(definition(2));
    consume(node, this::keep);

    assertThat(node.persistent().awaitCheckpoint(name, before + 1_000, Duration.ofMillis(300)))
        .isFalse();
    append(3, 3);
    assertThat(node.persistent().awaitCheckpoint(name, before + 3, DEADLINE)).isTrue();
  }
}
