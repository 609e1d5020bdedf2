package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.subscription.Serial;
import dev.commitcast.persistence.subscription.PartitionState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One consumer of one subscription: says that it is there, takes its share of the partitions,
 * prolongs their leases, and gives back what is too much.
 *
 * <p>Thread-safe. What is not {@code volatile} or concurrent is touched in {@link #look} alone,
 * which is serial and apart from the handlers, so that a slow handler keeps its lease.
 */
final class Membership implements Consumption, WorkerOwner {
  private static final Logger LOG = System.getLogger(Membership.class.getName());
  private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);

  private final ConsumerParts parts;
  private final SubscriptionDefinition definition;
  private final String consumer;
  private final WorkerFactory factory;
  private final Consumer<Membership> whenEnded;
  private final Runnable onTick;
  private final Serial serial;
  private final Presence presence;
  private final CountDownLatch ended = new CountDownLatch(1);

  private final Map<Integer, PartitionWorker> workers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<PartitionWorker> leaving = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;
  private volatile boolean abandoned;

  // only touched in look
  private final Set<PartitionWorker> unstarted = new HashSet<>();
  private final Map<Integer, PartitionWorker> lingering = new HashMap<>();
  private final Set<PartitionWorker> givingBack = new HashSet<>();
  private long renewDue;
  private boolean over;
  private boolean troubled;
  private volatile boolean timerSet;

  Membership(
      ConsumerParts parts,
      SubscriptionDefinition definition,
      String consumer,
      WorkerFactory factory,
      Runnable onTick,
      Consumer<Membership> whenEnded) {
    this.parts = parts;
    this.definition = definition;
    this.consumer = consumer;
    this.factory = factory;
    this.whenEnded = whenEnded;
    this.onTick = onTick;
    this.serial = new Serial(parts.threads().upkeep(), this::tick);
    this.presence = new Presence(parts, definition.name(), consumer);
    this.renewDue = parts.now();
  }

  /** An answer came to this node; the worker that waits for it need not ask the database. */
  void answered(PartitionLease lease, Cursor upTo) {
    if (workers.get(lease.partition()) instanceof StreamingWorker worker
        && worker.lease().equals(lease)) {
      worker.answered(upTo);
    }
  }

  /** Looks at once, not only with the next tick. */
  void wake() {
    serial.wake();
  }

  @Override
  public SubscriptionName subscription() {
    return definition.name();
  }

  @Override
  public String consumer() {
    return consumer;
  }

  @Override
  public Set<Integer> partitions() {
    return Set.copyOf(workers.keySet());
  }

  @Override
  public boolean isActive() {
    return !closing && ended.getCount() > 0;
  }

  @Override
  public void close() {
    closing = true;
    serial.wake();
  }

  @Override
  public void ready() {
    for (PartitionWorker worker : workers.values()) {
      if (worker instanceof StreamingWorker streaming) {
        streaming.wake();
      }
    }
  }

  @Override
  public boolean awaitEnd(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends without a word to the database, as if the process had died; for tests of what follows. */
  void vanish() {
    abandoned = true;
    workers.values().forEach(PartitionWorker::abandon);
    serial.wake();
  }

  @Override
  public void ended(PartitionWorker worker, boolean lost) {
    if (lost) {
      parts.metrics().leaseLost();
    }
    leaving.add(worker);
    serial.wake();
  }

  private void tick() {
    if (over) {
      return;
    }
    try {
      onTick.run();
      look();
      troubled = false;
    } catch (RuntimeException e) {
      // once for each trouble: it tries again every second
      LOG.log(
          troubled ? Level.DEBUG : Level.WARNING,
          "The consumer " + consumer + " of " + definition.name() + " tries again until it can.",
          e);
      troubled = true;
    }
    if (!over && !timerSet) {
      timerSet = true;
      parts
          .threads()
          .after(
              tickNanos(),
              () -> {
                timerSet = false;
                serial.wake();
              });
    }
  }

  private long tickNanos() {
    return Math.min(LONGEST_TICK, parts.settings().lease().toNanos() / 5);
  }

  private void look() {
    forgetThoseWhoLeft();
    if (abandoned) {
      finishOver();
      return;
    }
    if (closing) {
      leave();
      return;
    }
    presence.say();
    renew();
    List<PartitionState> states = parts.store().table().partitions(definition.name());
    if (states.isEmpty()) {
      LOG.log(Level.INFO, "The subscription " + definition.name() + " was deleted.");
      workers.values().forEach(PartitionWorker::abandon);
      finishOver();
      return;
    }
    tell(states);
    startThoseWhoWait(states);
    if (states.stream().anyMatch(PartitionState::isHalted)) {
      workers.values().forEach(this::giveBack);
    } else {
      share(states);
    }
  }

  private void forgetThoseWhoLeft() {
    for (PartitionWorker worker = leaving.poll(); worker != null; worker = leaving.poll()) {
      workers.remove(worker.lease().partition(), worker);
      unstarted.remove(worker);
      givingBack.remove(worker);
    }
    lingering.values().removeIf(PartitionWorker::isIdle);
  }

  private void renew() {
    long now = parts.now();
    if (workers.isEmpty() || now - renewDue < 0) {
      return;
    }
    List<PartitionLease> held =
        parts.store().leases().renew(definition.name(), consumer, parts.settings().lease());
    renewDue = now + parts.settings().lease().toNanos() / 4;
    for (PartitionWorker worker : workers.values()) {
      if (held.contains(worker.lease())) {
        // reckoned from before the statement was sent: the server's lease ends later than this
        worker.renewed(safeUntil(now));
      } else {
        lose(worker);
      }
    }
  }

  private long safeUntil(long sentAt) {
    Duration lease = parts.settings().lease();
    return sentAt + lease.toNanos() - lease.toNanos() / 5;
  }

  private void tell(List<PartitionState> states) {
    for (PartitionState state : states) {
      PartitionWorker worker = workers.get(state.partition());
      if (worker == null) {
        continue;
      }
      if (state.fence() != worker.lease().fence()) {
        lose(worker);
        adopt(state);
      } else if (!unstarted.contains(worker)) {
        worker.learn(state);
      }
    }
  }

  /** A delivery was sent back: the lease is still ours, under the next number. */
  private void adopt(PartitionState state) {
    if (state.owner().equals(Optional.of(consumer)) && state.leased()) {
      PartitionLease lease =
          new PartitionLease(definition.name(), state.partition(), state.fence());
      long now = parts.now();
      PartitionWorker worker = factory.on(lease, now, this);
      workers.put(lease.partition(), worker);
      unstarted.add(worker);
      // it does nothing until the lease is known to stand
      renewDue = now;
      serial.wake();
    }
  }

  private void lose(PartitionWorker worker) {
    worker.abandon();
    workers.remove(worker.lease().partition(), worker);
    unstarted.remove(worker);
    givingBack.remove(worker);
    if (!worker.isIdle()) {
      lingering.put(worker.lease().partition(), worker);
    }
  }

  /** In one process at least, no event is begun while another of its partition is still at work. */
  private void startThoseWhoWait(List<PartitionState> states) {
    for (PartitionWorker worker : List.copyOf(unstarted)) {
      int partition = worker.lease().partition();
      if (!lingering.containsKey(partition)) {
        unstarted.remove(worker);
        states.stream().filter(state -> state.partition() == partition).forEach(worker::start);
      }
    }
  }

  private void share(List<PartitionState> states) {
    int most = presence.shareOf(states.size());
    int own = workers.size() - givingBack.size();
    if (own > most) {
      List<PartitionWorker> surplus = new ArrayList<>(workers.values());
      surplus.removeAll(givingBack);
      surplus.sort(Comparator.comparingInt(worker -> -worker.lease().partition()));
      surplus.subList(0, own - most).forEach(this::giveBack);
    } else if (own < most && states.stream().anyMatch(state -> !state.leased())) {
      acquire(most - own);
    }
  }

  private void acquire(int most) {
    long now = parts.now();
    List<PartitionLease> taken =
        parts.store().leases().acquire(definition.name(), most, consumer, parts.settings().lease());
    if (taken.isEmpty()) {
      return;
    }
    for (PartitionLease lease : taken) {
      PartitionWorker before = workers.remove(lease.partition());
      if (before != null) {
        lose(before);
      }
      PartitionWorker worker = factory.on(lease, safeUntil(now), this);
      workers.put(lease.partition(), worker);
      unstarted.add(worker);
      parts.metrics().leaseTaken();
    }
    // read after they were taken: the checkpoint may have moved until that moment
    startThoseWhoWait(parts.store().table().partitions(definition.name()));
  }

  private void giveBack(PartitionWorker worker) {
    if (givingBack.add(worker)) {
      worker.finish();
    }
  }

  private void leave() {
    if (!workers.isEmpty()) {
      renew();
      workers.values().forEach(this::giveBack);
    }
    if (workers.isEmpty()) {
      parts.store().leases().leave(definition.name(), consumer);
      finishOver();
    }
  }

  private void finishOver() {
    over = true;
    ended.countDown();
    whenEnded.accept(this);
  }
}
