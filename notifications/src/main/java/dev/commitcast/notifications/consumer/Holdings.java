package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.subscription.PartitionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The partitions that one consumer holds, and their workers. What the database says and what is
 * here are compared again and again, so that neither a lease without a worker nor a worker without
 * its lease lasts: a lease of ours that nobody works under is adopted or given back, a worker whose
 * lease has gone is abandoned, and exactly those leases are prolonged that have a worker.
 *
 * <p>What is marked so is thread-safe; all else is for its membership's serial work.
 */
final class Holdings implements WorkerOwner {
  private final ConsumerParts parts;
  private final SubscriptionName subscription;
  private final String consumer;
  private final WorkerFactory factory;
  private final Runnable wake;

  private final Map<Integer, PartitionWorker> workers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<PartitionWorker> leaving = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Integer> doubtful = new ConcurrentLinkedQueue<>();
  private final Set<Integer> toJudge = new HashSet<>();

  private final Set<PartitionWorker> unstarted = new HashSet<>();
  // abandoned, but still within a call, which nobody can end
  private final Map<Integer, PartitionWorker> lingering = new HashMap<>();
  private final Set<PartitionWorker> givingBack = new HashSet<>();
  private long renewDue;

  Holdings(
      ConsumerParts parts,
      SubscriptionName subscription,
      String consumer,
      WorkerFactory factory,
      Runnable wake) {
    this.parts = parts;
    this.subscription = subscription;
    this.consumer = consumer;
    this.factory = factory;
    this.wake = wake;
    this.renewDue = parts.now();
  }

  // ---- thread-safe ----

  @Override
  public void ended(PartitionWorker worker, boolean lost) {
    if (lost) {
      doubtful.add(worker.lease().partition());
    }
    leaving.add(worker);
    wake.run();
  }

  Set<Integer> partitions() {
    return Set.copyOf(workers.keySet());
  }

  /** An answer came to this node; the worker that waits for it need not ask the database. */
  void answered(PartitionLease lease, Cursor upTo) {
    if (workers.get(lease.partition()) instanceof StreamingWorker worker
        && worker.lease().equals(lease)) {
      worker.answered(upTo);
    }
  }

  /** The sink of streamed deliveries has room again. */
  void ready() {
    for (PartitionWorker worker : workers.values()) {
      if (worker instanceof StreamingWorker streaming) {
        streaming.wake();
      }
    }
  }

  void abandonAll() {
    workers.values().forEach(PartitionWorker::abandon);
  }

  // ---- for the membership's serial work ----

  boolean isEmpty() {
    return workers.isEmpty();
  }

  /** How many it holds and means to keep. */
  int kept() {
    return workers.size() - givingBack.size();
  }

  void forgetThoseWhoLeft() {
    // those of later are judged by rows that are read later
    for (Integer lost = doubtful.poll(); lost != null; lost = doubtful.poll()) {
      toJudge.add(lost);
    }
    for (PartitionWorker worker = leaving.poll(); worker != null; worker = leaving.poll()) {
      forget(worker);
    }
    lingering.values().removeIf(PartitionWorker::isIdle);
  }

  private void forget(PartitionWorker worker) {
    workers.remove(worker.lease().partition(), worker);
    unstarted.remove(worker);
    givingBack.remove(worker);
  }

  /**
   * Makes workers agree with the partitions' rows, which were read after {@link
   * #forgetThoseWhoLeft}.
   *
   * @param adopt whether a lease without a worker gets one; it is given back otherwise
   */
  void compare(List<PartitionState> states, boolean adopt) {
    countTheLost(states);
    for (PartitionState state : states) {
      PartitionWorker worker = workers.get(state.partition());
      if (worker != null && worker.lease().fence() != state.fence()) {
        lose(worker);
        worker = null;
      }
      if (worker == null) {
        settle(state, adopt);
      } else if (!unstarted.contains(worker)) {
        worker.learn(state);
      }
    }
  }

  /**
   * A worker that has lost its lease may have lost its number only: a delivery that was sent back,
   * here or on another node, goes on under a new one, and that is no loss.
   */
  private void countTheLost(List<PartitionState> states) {
    for (int number : toJudge) {
      boolean stillOurs =
          states.stream()
              .anyMatch(
                  state ->
                      state.partition() == number
                          && state.leased()
                          && state.owner().equals(Optional.of(consumer)));
      if (!stillOurs) {
        parts.metrics().leaseLost();
      }
    }
    toJudge.clear();
  }

  /**
   * A lease that may be ours without a worker: a delivery was sent back, so that it goes on under
   * another number; a worker has ended without giving it back; or it was taken, and the answer was
   * lost.
   */
  private void settle(PartitionState state, boolean adopt) {
    if (!state.leased() || !state.owner().equals(Optional.of(consumer))) {
      return;
    }
    PartitionLease lease = new PartitionLease(subscription, state.partition(), state.fence());
    if (adopt) {
      // it does nothing until the lease is known to stand, which is asked next
      renewDue = parts.now();
      add(lease, renewDue);
    } else {
      parts.store().leases().release(lease);
    }
  }

  private void add(PartitionLease lease, long safeUntil) {
    PartitionWorker worker = factory.on(lease, safeUntil, this);
    workers.put(lease.partition(), worker);
    unstarted.add(worker);
  }

  private void lose(PartitionWorker worker) {
    worker.abandon();
    forget(worker);
    if (!worker.isIdle()) {
      lingering.put(worker.lease().partition(), worker);
    }
  }

  /** The subscription is gone. */
  void loseAll() {
    countTheLost(List.of());
    workers.values().forEach(this::lose);
  }

  /** Prolongs, when it is time to, exactly the leases of the workers. */
  void renew() {
    long now = parts.now();
    if (workers.isEmpty() || now - renewDue < 0) {
      return;
    }
    Duration length = parts.settings().lease();
    List<PartitionLease> asked = workers.values().stream().map(PartitionWorker::lease).toList();
    List<PartitionLease> held = parts.store().leases().renew(subscription, consumer, asked, length);
    renewDue = now + length.toNanos() / 4;
    for (PartitionWorker worker : workers.values()) {
      if (held.contains(worker.lease())) {
        worker.renewed(safeUntil(now));
      } else {
        lose(worker);
        // the next comparison says what has become of it
        wake.run();
      }
    }
  }

  /** Reckoned from before a statement was sent: the server's lease ends later than this. */
  private long safeUntil(long sentAt) {
    long length = parts.settings().lease().toNanos();
    return sentAt + length - length / 5;
  }

  /** Takes up to so many more; answers whether there were any. */
  boolean take(long generation, int most) {
    long now = parts.now();
    List<PartitionLease> taken =
        parts
            .store()
            .leases()
            .acquire(subscription, generation, most, consumer, parts.settings().lease());
    for (PartitionLease lease : taken) {
      PartitionWorker before = workers.get(lease.partition());
      if (before != null) {
        lose(before);
      }
      add(lease, safeUntil(now));
      parts.metrics().leaseTaken();
    }
    return !taken.isEmpty();
  }

  /**
   * Starts new workers where the partitions stand, which must have been read after they were taken.
   * In one process at least, no event is begun while another of its partition is still at work.
   */
  void start(List<PartitionState> states) {
    for (PartitionState state : states) {
      PartitionWorker worker = workers.get(state.partition());
      if (worker != null
          && worker.lease().fence() == state.fence()
          && !lingering.containsKey(state.partition())
          && unstarted.remove(worker)) {
        worker.start(state);
      }
    }
  }

  /** Gives so many back, those with the highest numbers. */
  void giveBack(int surplus) {
    workers.values().stream()
        .filter(worker -> !givingBack.contains(worker))
        .sorted(Comparator.comparingInt(worker -> -worker.lease().partition()))
        .limit(surplus)
        .toList()
        .forEach(this::giveBack);
  }

  void giveBackAll() {
    workers.values().forEach(this::giveBack);
  }

  /** Gives back what has long been without events from the hub. */
  void giveBackStarved() {
    new ArrayList<>(workers.values())
        .stream().filter(PartitionWorker::isStarved).forEach(this::giveBack);
  }

  private void giveBack(PartitionWorker worker) {
    if (givingBack.add(worker)) {
      worker.finish();
    }
  }

  /**
   * Gives all back for good.
   *
   * @param blamed whether the consumer has gone by itself, with what it has not answered
   */
  void leaveAll(boolean blamed) {
    workers.values().forEach(worker -> worker.leave(blamed));
  }
}
