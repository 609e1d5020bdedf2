package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.GrantChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Where this node stands in the log, its newest events, and the live subscriptions that receive
 * them. Owned by the hub's thread, but for {@link #head}; nothing else is thread-safe.
 *
 * <p>The rule that nothing here may break: a live subscription has been offered every matching
 * event up to the head.
 */
final class Fanout {
  private static final Logger LOG = System.getLogger(Fanout.class.getName());

  private final long ringBytes;
  private final HubMetrics metrics;
  private final LongSupplier nanoTime;
  private final GrantFollower grants;
  private final List<HandedOut> handedOut = new ArrayList<>();
  private final SubscriptionIndex live = new SubscriptionIndex();
  private final Set<Subscription> unwritten = new LinkedHashSet<>();
  private Ring ring;
  private long receivedAt;
  private volatile Cursor head;

  /**
   * @param receivers to whom it was offered live
   */
  private record HandedOut(RecordedEvent event, int receivers) {}

  Fanout(long ringBytes, HubMetrics metrics, LongSupplier nanoTime, GrantFollower grants) {
    this.nanoTime = nanoTime;
    this.grants = grants;
    this.ringBytes = ringBytes;
    this.metrics = metrics;
  }

  /** Up to where events have been handed out; null before the first batch. */
  Cursor head() {
    return head;
  }

  /** Whether a batch belongs to a history in which what was handed out may not have happened. */
  boolean isOtherHistory(List<RecordedEvent> events, Cursor at) {
    return head == null
        || head.epoch() != at.epoch()
        || at.version() < head.version()
        || events.stream().anyMatch(this::isUnlikeWhatWasHandedOut);
  }

  private boolean isUnlikeWhatWasHandedOut(RecordedEvent event) {
    if (event.version() > head.version()) {
      return false;
    }
    EncodedEvent known = ring.find(event.version());
    return known == null || !Objects.equals(known.event().id(), event.id());
  }

  /** Goes on from another place; whoever was live must have been closed. */
  void startOver(Cursor from) {
    head = from;
    ring = new Ring(ringBytes, from.version());
  }

  /**
   * Hands out those events that follow on the head; what has been handed out before is skipped.
   *
   * @param at when the batch was received, in this program's nanoseconds
   */
  void deliver(List<RecordedEvent> events, long at) {
    receivedAt = at;
    for (RecordedEvent event : events) {
      Cursor before = head;
      if (event.version() > before.version()) {
        List<GrantChange> changes = grants.changes(event);
        grants.give(changes, event.version(), live::refile);
        try {
          deliver(new EncodedEvent(event, before.epoch()));
        } catch (RuntimeException e) {
          // some may have got this event and some not; the log gives it to those
          LOG.log(Level.ERROR, "Event " + event.version() + " was not handed out to all.", e);
          skipTo(event.version(), before.version());
        } finally {
          grants.take(changes, head);
        }
      }
    }
  }

  private void deliver(EncodedEvent event) {
    if (event.version() != head.version() + 1) {
      // never seen; if it ever happens, the log still has what is missing here, but for what it
      // has changed about grants
      grants.all().forEach(each -> each.close(CloseReason.LOG_RESET));
      skipTo(event.version() - 1, head.version());
    }
    ring.add(event);
    head = head.at(event.version());
    int receivers = 0;
    for (Subscription receiver : live.receivers(event.event())) {
      switch (receiver.offerLive(event, ControlFrame.fellBehind(head))) {
        case TAKEN -> {
          receivers++;
          unwritten.add(receiver);
          if (receiver.isHalfFull()) {
            receiver.pump();
          }
        }
        case FELL_BEHIND -> {
          live.remove(receiver);
          unwritten.add(receiver);
          metrics.fellBehind();
        }
        default -> live.remove(receiver);
      }
    }
    metrics.delivered(receivers);
    if (receivers > 0) {
      handedOut.add(new HandedOut(event.event(), receivers));
    }
  }

  /** Sends everybody to the log, because not all have been offered all up to this version. */
  private void skipTo(long version, long nothingMissedThrough) {
    head = head.at(version);
    ring = new Ring(ringBytes, version);
    for (Subscription each : live.all()) {
      each.fallBehind(nothingMissedThrough, ControlFrame.fellBehind(head));
      live.remove(each);
      unwritten.add(each);
      metrics.fellBehind();
    }
  }

  /** Whether everything after this version, up to the head, is in memory. */
  boolean coversAfter(long version) {
    return ring.coversAfter(version);
  }

  /** The events after a version that is covered, oldest first. */
  Iterator<EncodedEvent> after(long version) {
    return ring.after(version);
  }

  /** Takes a subscription among the live ones, if it is open still and has all up to the head. */
  void admit(Subscription subscription) {
    // its cursor may have been ahead of this node; an id must never step back
    long seen = Math.max(head.version(), subscription.position());
    subscription.fetched(seen);
    if (subscription.goLive(ControlFrame.caughtUp(head.at(seen)))) {
      live.add(subscription);
    }
    unwritten.add(subscription);
  }

  /**
   * Takes one that has just come among those whose grants follow the log.
   *
   * @return whether it is known what the log has changed since its grants were read
   */
  boolean follow(Subscription subscription) {
    grants.add(subscription);
    Cursor asOf = subscription.request().access().asOf().orElse(head);
    if (asOf.epoch() != head.epoch()) {
      return false;
    }
    if (asOf.version() >= head.version()) {
      return true;
    }
    if (!ring.coversAfter(asOf.version())) {
      return false;
    }
    List<EncodedEvent> since = new ArrayList<>();
    ring.after(asOf.version()).forEachRemaining(since::add);
    grants.catchUp(subscription, since);
    return true;
  }

  void forget(Subscription subscription) {
    grants.remove(subscription);
    live.remove(subscription);
    unwritten.remove(subscription);
  }

  /** Sees to it that a subscription's outbox is written with the next {@link #writeOut}. */
  void toWrite(Subscription subscription) {
    unwritten.add(subscription);
  }

  void writeOut() {
    List<Subscription> all = new ArrayList<>(unwritten);
    unwritten.clear();
    all.forEach(Subscription::pump);
    if (!handedOut.isEmpty()) {
      Duration since = Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - receivedAt));
      List<HandedOut> told = List.copyOf(handedOut);
      // first, for what cannot be told once would be told for ever
      handedOut.clear();
      told.forEach(each -> metrics.written(each.event(), each.receivers(), since));
    }
  }
}
