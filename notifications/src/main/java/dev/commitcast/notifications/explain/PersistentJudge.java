package dev.commitcast.notifications.explain;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.notifications.consumer.SubscriptionInfo;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import java.util.List;

/** Judges what became of a sequenced event at a persistent subscription. Thread-safe. */
public final class PersistentJudge {
  private final PersistentSubscriptions subscriptions;
  private final EventLog log;

  public PersistentJudge(PersistentSubscriptions subscriptions, EventLog log) {
    this.subscriptions = subscriptions;
    this.log = log;
  }

  public Judgement judge(RecordedEvent event, SubscriptionInfo info) {
    SubscriptionDefinition definition = info.definition();
    long version = event.version();
    if (!definition.filter().matches(event)) {
      return new Judgement("filtered", LiveJudge.mismatch(event, definition.filter()));
    }
    if (definition.start() instanceof StartPosition.After after
        && version <= after.cursor().version()) {
      return new Judgement("before-start", "It began behind " + after.cursor() + ".");
    }
    List<ParkedEvents.Parked> parked = subscriptions.parked(definition.name(), version - 1, 1);
    if (!parked.isEmpty() && parked.get(0).cursor().version() == version) {
      ParkedEvents.Parked aside = parked.get(0);
      return new Judgement(
          "parked",
          "It was put aside at "
              + aside.parkedAt()
              + " after "
              + aside.attempts()
              + " attempts"
              + (aside.toReplay() ? ", and another was asked for" : "")
              + ": "
              + aside.error());
    }
    PartitionState state =
        info.partitions().get(definition.partitioning().of(event.stream())).state();
    return state.checkpoint().version() >= version
        ? new Judgement(
            "acknowledged",
            "The checkpoint of its partition "
                + state.partition()
                + " is "
                + state.checkpoint()
                + ": it was handled, or lies before the place where the subscription began.")
        : ahead(version, state, definition);
  }

  private Judgement ahead(long version, PartitionState state, SubscriptionDefinition definition) {
    String partition = "its partition " + state.partition();
    if (state.stoppedAt().isPresent()) {
      return new Judgement(
          "stopped",
          "The subscription stopped at "
              + state.stoppedAt().get()
              + ": "
              + state.stopReason().orElse("no reason was told"));
    }
    if (state.pausedAt().isPresent()) {
      return new Judgement("paused", "The subscription is paused since " + state.pausedAt().get());
    }
    if (!state.leased()) {
      return new Judgement("unclaimed", "Nobody consumes " + partition + ".");
    }
    String owner = state.owner().orElse("a consumer");
    if (state.attemptsAt(version) > 0) {
      return new Judgement(
          "retrying",
          "It failed "
              + state.attemptsAt(version)
              + " times at "
              + owner
              + ", the last time by: "
              + state.lastError().orElse("no reason was told"));
    }
    long before = log.count(definition.filter(), state.checkpoint().version(), version - 1);
    return before == 0
        ? new Judgement("being-handled", "It is the next of " + partition + ", at " + owner + ".")
        : new Judgement(
            "behind",
            owner
                + " holds "
                + partition
                + ", whose checkpoint is "
                + state.checkpoint()
                + "; up to "
                + before
                + " events come before it.");
  }
}
