package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.subscription.Serial;
import dev.commitcast.persistence.subscription.PartitionState;
import dev.commitcast.persistence.subscription.SubscriptionTable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One consumer of one subscription: says that it is there, takes its share of the partitions,
 * prolongs their leases, and gives back what is too much.
 *
 * <p>Thread-safe. All that changes what it holds happens in {@link #look} alone, which is serial
 * and has threads that no handler can keep busy, so that a slow handler keeps its lease.
 */
final class Membership implements Consumption {
  private static final Logger LOG = System.getLogger(Membership.class.getName());
  private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);

  private final ConsumerParts parts;
  private final SubscriptionTable.Created subscription;
  private final String consumer;
  private final Consumer<Membership> whenEnded;
  private final Runnable onTick;
  private final Serial serial;
  private final Presence presence;
  private final Supply supply;
  private final Holdings holdings;
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile boolean closing;
  private volatile boolean blameless;
  private volatile boolean abandoned;
  private volatile boolean timerSet;

  // only touched in look
  private boolean over;
  private boolean troubled;

  Membership(
      ConsumerParts parts,
      SubscriptionTable.Created subscription,
      String consumer,
      WorkerFactory factory,
      Runnable onTick,
      Consumer<Membership> whenEnded) {
    this.parts = parts;
    this.subscription = subscription;
    this.consumer = consumer;
    this.whenEnded = whenEnded;
    this.onTick = onTick;
    this.serial = new Serial(parts.threads().upkeep(), this::tick);
    this.presence = new Presence(parts, subscription(), consumer);
    this.supply = new Supply(parts);
    this.holdings = new Holdings(parts, subscription(), consumer, factory, serial::wake);
  }

  /** An answer came to this node; the worker that waits for it need not ask the database. */
  void answered(PartitionLease lease, Cursor upTo) {
    holdings.answered(lease, upTo);
  }

  /** Looks at once, not only with the next tick. */
  void wake() {
    serial.wake();
  }

  @Override
  public SubscriptionName subscription() {
    return subscription.definition().name();
  }

  @Override
  public String consumer() {
    return consumer;
  }

  @Override
  public Set<Integer> partitions() {
    return holdings.partitions();
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
    holdings.ready();
  }

  /** The same because this node stops: what is not answered is not the consumer's fault. */
  void closeBlameless() {
    if (!closing) {
      blameless = true;
    }
    close();
  }

  @Override
  public boolean awaitEnd(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends without a word to the database, as if the process had died; for tests of what follows. */
  void vanish() {
    abandoned = true;
    holdings.abandonAll();
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
          "The consumer " + consumer + " of " + subscription() + " tries again until it can.",
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
    holdings.forgetThoseWhoLeft();
    if (abandoned) {
      finishOver();
      return;
    }
    if (closing) {
      leave();
      return;
    }
    supply.look();
    boolean open = supply.isOpen();
    if (open) {
      presence.say();
    }
    List<PartitionState> states = states();
    if (states.isEmpty()) {
      LOG.log(Level.INFO, "The subscription " + subscription() + " was deleted.");
      holdings.loseAll();
      finishOver();
      return;
    }
    boolean halted = supply.isCut() || states.stream().anyMatch(PartitionState::isHalted);
    holdings.compare(states, !halted);
    holdings.renew();
    holdings.start(states);
    if (halted) {
      holdings.giveBackAll();
    } else {
      holdings.giveBackStarved();
      if (open) {
        share(states);
      }
    }
  }

  /** The partitions as they stand; none if the subscription was deleted, whatever came after it. */
  private List<PartitionState> states() {
    return parts.store().table().partitions(subscription()).stream()
        .filter(state -> state.generation() == subscription.generation())
        .toList();
  }

  private void share(List<PartitionState> states) {
    int most = presence.shareOf(states.size());
    int own = holdings.kept();
    if (own > most) {
      holdings.giveBack(own - most);
    } else if (own < most
        && states.stream().anyMatch(state -> !state.leased())
        && holdings.take(subscription.generation(), most - own)) {
      // read after they were taken: a checkpoint may have moved until that moment
      holdings.start(states());
    }
  }

  private void leave() {
    holdings.renew();
    holdings.leaveAll(!blameless);
    if (holdings.isEmpty()) {
      parts.store().leases().leave(subscription(), consumer);
      finishOver();
    }
  }

  private void finishOver() {
    over = true;
    ended.countDown();
    whenEnded.accept(this);
  }
}
