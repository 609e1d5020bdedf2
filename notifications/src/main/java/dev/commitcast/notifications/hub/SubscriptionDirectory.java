package dev.commitcast.notifications.hub;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who subscribes on this node, and who did lately, by id: for people who ask why somebody did not
 * get an event. Thread-safe.
 */
public final class SubscriptionDirectory {
  /** So many that have ended are remembered. */
  static final int REMEMBERED = 1_000;

  private final String node;
  private final InstantSource clock;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Subscription> open = new ConcurrentHashMap<>();
  private final Deque<SubscriptionFacts> closed = new ArrayDeque<>();

  SubscriptionDirectory(String node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
  }

  InstantSource clock() {
    return clock;
  }

  String nextId() {
    return node + "-" + numbers.incrementAndGet();
  }

  void add(Subscription subscription) {
    open.put(subscription.id(), subscription);
  }

  void remove(Subscription subscription, SubscriptionFacts last, CloseReason reason) {
    open.remove(subscription.id());
    synchronized (closed) {
      closed.addFirst(last.closed(clock.instant(), reason));
      if (closed.size() > REMEMBERED) {
        closed.removeLast();
      }
    }
  }

  Optional<Subscription> find(String id) {
    return Optional.ofNullable(open.get(id));
  }

  Optional<SubscriptionFacts> findClosed(String id) {
    synchronized (closed) {
      return closed.stream().filter(each -> each.id().equals(id)).findFirst();
    }
  }

  Collection<Subscription> all() {
    return List.copyOf(open.values());
  }

  /** The last first. */
  List<SubscriptionFacts> lastClosed(int most) {
    synchronized (closed) {
      return closed.stream().limit(most).toList();
    }
  }
}
