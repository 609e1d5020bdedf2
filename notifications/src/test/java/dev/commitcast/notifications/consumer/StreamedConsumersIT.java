package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.persistence.subscription.PartitionState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Consumers elsewhere, who answer what they like, when they like, or not at all. */
class StreamedConsumersIT extends SubscriptionScenario {
  private static final Duration SHORT = Duration.ofMillis(10);

  private SubscriptionDefinition impatient(int attempts) {
    return definition(1).retries(new RetryPolicy(attempts, SHORT, SHORT));
  }

  private PartitionState state() {
    return info().partitions().get(0).state();
  }

  private static Delivery take(RecordingSink sink, long version) throws InterruptedException {
    Delivery next = sink.next(DEADLINE);
    while (next.event().version() != version) {
      next = sink.next(DEADLINE);
    }
    return next;
  }

  @Test
  void aDeliveryThatIsSentBackOnAnotherNodeIsNoLostLease() throws Exception {
    node.persistent().create(impatient(3));
    RecordingSink sink = new RecordingSink();
    int lost = node.metrics().leasesLost.get();
    stream(node, 5, sink);
    append(1, 1);
    try (RunningNode other = RunningNode.on(database.connections(), "other")) {
      Delivery delivery = sink.next(DEADLINE);
      other.persistent().answer(name, delivery.token(), Verdict.retry("on another node"));
      Delivery again = take(sink, delivery.event().version());
      node.persistent().answer(name, again.token(), Verdict.ack());
      await()
          .atMost(DEADLINE)
          .until(() -> state().checkpoint().version() >= delivery.event().version());
    }
    assertThat(node.metrics().leasesLost).hasValue(lost);
  }

  @Test
  void anEventThatFailsTooOftenIsNotParkedOverThoseBeforeItThatNobodyHasAnswered()
      throws Exception {
    node.persistent().create(impatient(3));
    RecordingSink sink = new RecordingSink();
    stream(node, 5, sink);
    append(5, 5);

    for (int i = 0; i < 5; i++) {
      Delivery third = take(sink, before + 3);
      assertThat(third.attempt()).isEqualTo(i + 1);
      node.persistent().answer(name, third.token(), Verdict.retry("the third fails"));
    }
    Delivery first = take(sink, before + 1);
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(parked()).isEmpty();
    assertThat(state().checkpoint().version()).isEqualTo(before);

    Delivery third = take(sink, before + 3);
    node.persistent()
        .answer(
            name,
            sink.all().stream()
                .filter(each -> each.event().version() == before + 2)
                .reduce((a, b) -> b)
                .orElseThrow()
                .token(),
            Verdict.ack());
    node.persistent().answer(name, third.token(), Verdict.retry("and fails"));

    assertThat(parked())
        .singleElement()
        .satisfies(event -> assertThat(event.cursor().version()).isEqualTo(before + 3));
    assertThat(state().checkpoint().version()).isEqualTo(before + 3);
  }

  @Test
  void whoJoinsIsGivenNothingThatIsInHandElsewhere() throws Exception {
    node.persistent().create(definition(2));
    ScheduledExecutorService work = Executors.newScheduledThreadPool(1);
    List<Long> delivered = new CopyOnWriteArrayList<>();
    // each event takes a while, as work does
    DeliverySink worker =
        new DeliverySink() {
          @Override
          public void deliver(Delivery delivery) {
            delivered.add(delivery.event().version());
            var answered =
                work.schedule(
                    () -> node.persistent().answer(name, delivery.token(), Verdict.ack()),
                    LEASE.toMillis() / 4,
                    TimeUnit.MILLISECONDS);
            assertThat(answered.isCancelled()).isFalse();
          }

          @Override
          public void ended() {
            // asked of the consumption
          }
        };
    try {
      Consumption first = stream(node, 500, worker);
      awaitPartitions(first, 2);
      Consumption second = stream(other, 500, worker);
      int appended = 0;
      while (second.partitions().isEmpty() && appended < 2_000) {
        append(4, 4);
        appended += 4;
      }
      append(4, 4);

      assertThat(node.persistent().awaitCheckpoint(name, database.head(), DEADLINE)).isTrue();
      assertThat(second.partitions()).isNotEmpty();
      assertThat(delivered).containsExactlyInAnyOrderElementsOf(next(appended + 4));
    } finally {
      work.shutdownNow();
    }
  }

  @Test
  void whatAConsumerNeverAnswersDoesNotKeepAPartitionFromOneThatJoins() throws Exception {
    node.persistent().create(definition(2));
    RecordingSink silent = new RecordingSink();
    Consumption first = stream(node, 10, silent);
    awaitPartitions(first, 2);
    append(10, 10);
    await().atMost(DEADLINE).until(() -> silent.all().size() == 10);

    Consumption second = stream(other, 5, new RecordingSink());

    awaitPartitions(second, 1);
    awaitPartitions(first, 1);
  }

  @Test
  void anAcknowledgedEventCannotBeParkedAfterwards() throws Exception {
    node.persistent()
        .create(
            definition(1).retries(new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1))));
    RecordingSink sink = new RecordingSink();
    stream(node, 1, sink);
    append(3, 1);
    Delivery first = sink.next(DEADLINE);
    node.persistent().answer(name, first.token(), Verdict.ack());

    assertThatThrownBy(() -> node.persistent().answer(name, first.token(), Verdict.park("late")))
        .isInstanceOf(LeaseLostException.class);

    assertThat(parked()).isEmpty();
    assertThat(state().checkpoint().version()).isEqualTo(before + 1);
  }

  @Test
  void oneThatAnswersNothingHasFailedAtTheFirstEventAndAtNoOther() throws Exception {
    ConsumerSettings usual = RunningNode.settings(LEASE);
    ConsumerSettings strict =
        new ConsumerSettings(
            LEASE,
            usual.checkpointEvents(),
            usual.checkpointEvery(),
            usual.batch(),
            usual.transactions(),
            usual.window(),
            Duration.ofMillis(300),
            usual.retries());
    node.persistent().create(impatient(2));
    try (RunningNode impatient =
        RunningNode.on(
            database.connections(),
            "strict",
            HubSettings.DEFAULT,
            strict,
            CatchUpSettings.DEFAULT,
            UnaryOperator.identity())) {
      RecordingSink sink = new RecordingSink();
      stream(impatient, 2, sink);
      append(2, 1);

      Delivery second = null;
      while (second == null || second.attempt() == 1) {
        second = take(sink, before + 1);
      }
      await().atMost(DEADLINE).until(() -> !parked().isEmpty());
    }
    assertThat(parked().get(0).cursor().version()).isEqualTo(before + 1);
    assertThat(parked().get(0).error()).contains("No answer came within");
    assertThat(parked().get(0).attempts()).isEqualTo(2);
  }

  @Test
  void oneThatGoesWithAnEventInHandHasFailedAtItAndThePartitionIsFreeAtOnce() throws Exception {
    node.persistent()
        .create(
            definition(1).retries(new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1))));
    RecordingSink gone = new RecordingSink();
    Consumption first = stream(node, 2, gone);
    append(2, 1);
    assertThat(gone.next(DEADLINE).attempt()).isEqualTo(1);
    first.close();
    assertThat(first.awaitEnd(DEADLINE.toMillis())).isTrue();

    RecordingSink next = new RecordingSink();
    stream(other, 2, next);

    Delivery again = next.next(DEADLINE);
    assertThat(again.event().version()).isEqualTo(before + 1);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(next.next(DEADLINE).attempt()).isEqualTo(1);
  }

  @Test
  void aParkedEventThatFailedAgainComesAgainWhenAskedAlthoughOthersAreNotAnswered()
      throws Exception {
    node.persistent()
        .create(
            definition(1).retries(new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1))));
    RecordingSink sink = new RecordingSink();
    stream(node, 2, sink);
    append(3, 1);
    for (int i = 0; i < 2; i++) {
      node.persistent().answer(name, sink.next(DEADLINE).token(), Verdict.park("no"));
    }
    // the partition rests for an hour, which replays need not wait for
    node.persistent().answer(name, take(sink, before + 3).token(), Verdict.retry("tomorrow"));
    node.persistent().replayParked(name);
    Delivery first = take(sink, before + 1);
    Delivery unanswered = take(sink, before + 2);
    assertThat(unanswered.replayed()).isTrue();

    node.persistent().answer(name, first.token(), Verdict.retry("still no"));
    node.persistent().replayParked(name, before + 1);

    assertThat(take(sink, before + 1).attempt()).isEqualTo(first.attempt() + 1);
  }
}
