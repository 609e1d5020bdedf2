package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import dev.commitcast.persistence.subscription.SubscriptionTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Persistent subscriptions: creates them, takes part in them, and does what operators ask for.
 * Inject it in the server; elsewhere build it from its parts. Thread-safe.
 */
public class PersistentSubscriptions implements AutoCloseable {
  private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private final ConsumerParts parts;
  private final SubscriptionStore store;
  private final Backlog backlog;
  private final DeliveryAnswers answers;
  private final Set<Membership> members = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  public PersistentSubscriptions(ConsumerParts parts) {
    this.parts = parts;
    this.store = parts.store();
    this.answers = new DeliveryAnswers(parts);
    this.backlog = new Backlog(store.places(), store.parked());
  }

  // ---- what there is ----

  /**
   * Creates a subscription; does nothing if the same is there already.
   *
   * @return whether it was created by this call
   * @throws dev.commitcast.domain.subscription.SubscriptionConflictException if another one has
   *     this name
   * @throws IllegalArgumentException if it is to start at a cursor that the log does not reach
   */
  public boolean create(SubscriptionDefinition definition) {
    if (store.table().find(definition.name()).equals(Optional.of(definition))) {
      return false;
    }
    return store.table().create(definition, place(definition.start()));
  }

  /** Deletes it with its progress and parked events; answers whether it was there. */
  public boolean delete(SubscriptionName name) {
    boolean deleted = store.table().delete(name);
    wake(name);
    return deleted;
  }

  public List<SubscriptionDefinition> list() {
    return store.table().all();
  }

  public Optional<SubscriptionDefinition> find(SubscriptionName name) {
    return store.table().find(name);
  }

  /** How it stands, with what it has before it. */
  public SubscriptionInfo info(SubscriptionName name) {
    SubscriptionDefinition definition = store.table().get(name);
    return backlog.info(definition, states(name), store.log().state().head());
  }

  // ---- taking part ----

  /** Handles events at least once, until it is closed. */
  public Consumption consume(SubscriptionName name, AcknowledgingHandler handler) {
    return join(name, new AcknowledgedAttempts(handler, store.progress(), parts.traces()));
  }

  /** Handles events with their effect in one transaction, exactly once, until it is closed. */
  public Consumption consumeInTransactions(SubscriptionName name, TransactionalHandler handler) {
    return consumeInTransactions(name, handler, parts.settings().batch());
  }

  /**
   * The same with another size of batch.
   *
   * @param batch most events in one transaction, 1 or more
   */
  public Consumption consumeInTransactions(
      SubscriptionName name, TransactionalHandler handler, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("A batch has at least one event, not " + batch + ".");
    }
    return join(
        name,
        new TransactionalAttempts(
            handler,
            parts.transactions(),
            store.progress(),
            batch,
            parts.settings().lease(),
            parts.traces()));
  }

  /**
   * Hands events to a consumer elsewhere, who answers with {@link #answer}, here or on any other
   * node.
   *
   * @param window how many events of a partition may be without an answer, 1 to 1000
   */
  public Consumption stream(SubscriptionName name, int window, DeliverySink sink) {
    if (window < 1 || window > ConsumerSettings.MOST_WINDOW) {
      throw new IllegalArgumentException(
          "A window is 1 to " + ConsumerSettings.MOST_WINDOW + ", not " + window + ".");
    }
    SubscriptionTable.Created subscription = store.table().created(name);
    SubscriptionDefinition definition = subscription.definition();
    return join(
        subscription,
        (lease, safeUntil, owner) ->
            new StreamingWorker(parts, definition, lease, safeUntil, owner, answers, sink, window),
        sink::tick,
        sink::ended);
  }

  private Consumption join(SubscriptionName name, Attempts attempts) {
    SubscriptionTable.Created subscription = store.table().created(name);
    SubscriptionDefinition definition = subscription.definition();
    return join(
        subscription,
        (lease, safeUntil, owner) ->
            new HandlerWorker(parts, definition, lease, safeUntil, owner, attempts),
        () -> {},
        () -> {});
  }

  private Consumption join(
      SubscriptionTable.Created subscription,
      WorkerFactory workers,
      Runnable onTick,
      Runnable onEnd) {
    if (stopped) {
      throw new IllegalStateException("This node is stopping; nothing can be consumed here.");
    }
    String consumer = parts.node() + "/" + UUID.randomUUID();
    Membership member =
        new Membership(
            parts,
            subscription,
            consumer,
            workers,
            onTick,
            ended -> {
              members.remove(ended);
              onEnd.run();
            });
    members.add(member);
    member.wake();
    if (stopped) {
      member.closeBlameless();
    }
    return member;
  }

  // ---- operating ----

  /** Nothing is handled until {@link #resume}; what is in hand is finished. */
  public void pause(SubscriptionName name) {
    store.table().pause(name);
    wake(name);
  }

  /** Goes on, whether it was paused or had stopped. */
  public void resume(SubscriptionName name) {
    store.table().resume(name);
    wake(name);
  }

  /**
   * Moves every partition to one place; what is in hand elsewhere is not acknowledged any more. One
   * that has stopped goes on with {@link #resume}.
   */
  public void rewind(SubscriptionName name, StartPosition to) {
    store.table().rewind(name, place(to));
    wake(name);
  }

  /** Parked events by version, those after one. */
  public List<ParkedEvents.Parked> parked(SubscriptionName name, long after, int most) {
    store.table().get(name);
    return store.parked().list(name, after, most);
  }

  /** Has all parked events tried again; answers how many. */
  public int replayParked(SubscriptionName name) {
    store.table().get(name);
    int asked = store.parked().replayAll(name);
    wake(name);
    return asked;
  }

  /** Has one tried again; answers whether it was parked. */
  public boolean replayParked(SubscriptionName name, long version) {
    store.table().get(name);
    boolean asked = store.parked().replay(name, version);
    wake(name);
    return asked;
  }

  /**
   * Answers a delivery that was streamed, by this node or another.
   *
   * @throws dev.commitcast.domain.subscription.LeaseLostException if it was delivered under a lease
   *     that is lost; nothing was changed
   */
  public void answer(SubscriptionName name, DeliveryToken delivery, Verdict verdict) {
    if (answers.give(store.table().get(name), delivery, verdict)) {
      PartitionLease lease = delivery.lease(name);
      members.stream()
          .filter(member -> member.subscription().equals(name))
          .forEach(member -> member.answered(lease, delivery.cursor()));
    } else {
      wake(name);
    }
  }

  // ---- waiting ----

  /**
   * Waits until everything of this subscription up to a version of the log has been handled, parked
   * or skipped, in every partition.
   *
   * @return whether that happened within the time
   */
  public boolean awaitCheckpoint(SubscriptionName name, long version, Duration timeout)
      throws InterruptedException {
    SubscriptionDefinition definition = store.table().get(name);
    long until = System.nanoTime() + timeout.toNanos();
    boolean there = false;
    for (long pause = SHORTEST_LOOK; ; pause = Math.min(LONGEST_LOOK, pause * 2)) {
      // of what is not in the log yet nobody can know whether it must be handled
      there = there || store.log().state().head() >= version;
      if (there && backlog.hasPassed(definition, states(name), version)) {
        return true;
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, pause));
    }
  }

  private Cursor place(StartPosition start) {
    LogState state = store.log().state();
    if (start instanceof StartPosition.Now) {
      return state.headCursor();
    }
    if (start instanceof StartPosition.After after) {
      if (!state.honours(after.cursor())) {
        throw new IllegalArgumentException(
            "The log does not reach the cursor "
                + after.cursor()
                + ": it goes from "
                + state.beginning()
                + " to "
                + state.headCursor()
                + ".");
      }
      return after.cursor();
    }
    return state.beginning();
  }

  private List<PartitionState> states(SubscriptionName name) {
    List<PartitionState> states = store.table().partitions(name);
    if (states.isEmpty()) {
      throw new UnknownSubscriptionException(name);
    }
    return states;
  }

  private void wake(SubscriptionName name) {
    members.stream().filter(member -> member.subscription().equals(name)).forEach(Membership::wake);
  }

  /** Asks all consumers of this node to end, and takes no more; does not wait. */
  public void stop() {
    stopped = true;
    members.forEach(Membership::closeBlameless);
  }

  /** Ends all consumers of this node, as far as their handlers let them within the time. */
  public void close(long millis) throws InterruptedException {
    List<Membership> all = List.copyOf(members);
    stop();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (Membership member : all) {
      member.awaitEnd(Math.max(0, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
    }
  }

  @Override
  public void close() {
    try {
      close(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
