package dev.commitcast.notifications.usecase;

import dev.commitcast.notifications.channel.ChannelException;
import dev.commitcast.notifications.channel.ChannelLimits;
import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.persistence.config.DedicatedConnections;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Locks between nodes, by name: advisory locks of PostgreSQL, each on a connection of its own. Who
 * waits is woken by a notification when the lock is given back, and looks once a second besides,
 * for a holder that died notifies nobody. Of all on this node who wait for one name, one alone has
 * a connection. Thread-safe.
 *
 * <p>A holder whose connection has died may work on until it notices, while another holds the lock
 * already: it is told within seconds, and asks {@link HeldLock#isHeld} before what must not happen
 * twice.
 */
@ApplicationScoped
public class DistributedLocks {
  private static final Executor SAME_THREAD = Runnable::run;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final int ANSWER_MILLIS = 5_000;

  /** A holder may be silent for as long as it likes, but the lock of one that vanished is freed. */
  private static final Map<String, String> SESSION =
      Map.of(
          "idle_session_timeout", "0",
          "tcp_keepalives_idle", "5",
          "tcp_keepalives_interval", "2",
          "tcp_keepalives_count", "3");

  /** With the time that an answer may take, a holder knows within 10 s that its lock is lost. */
  private static final Duration WATCH = Duration.ofSeconds(3);

  private final Turnstiles turnstiles = new Turnstiles();

  @Resource private ManagedScheduledExecutorService scheduler;

  private DedicatedConnections connections;
  private PostgresListener listener;
  private Supplier<ScheduledExecutorService> watchers;

  /** For the container's proxy. */
  protected DistributedLocks() {}

  @Inject
  public DistributedLocks(DedicatedConnections connections, PostgresListener listener) {
    this.connections = connections;
    this.listener = listener;
    this.watchers = () -> scheduler;
  }

  /**
   * For programs without a container.
   *
   * @param watchers look after the locks that are held; asking may take some seconds
   */
  public DistributedLocks(
      DedicatedConnections connections,
      PostgresListener listener,
      ScheduledExecutorService watchers) {
    this.connections = connections;
    this.listener = listener;
    this.watchers = () -> watchers;
  }

  /** The lock, if nobody has it. */
  public Optional<HeldLock> tryLock(String name) {
    return tryLock(name, () -> {});
  }

  /**
   * The lock, if nobody has it.
   *
   * @param onLost told once, on any thread, within seconds after it was lost
   */
  public Optional<HeldLock> tryLock(String name, Runnable onLost) {
    try {
      return lock(name, Duration.ZERO, onLost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The lock, as soon as it can be had; empty if that took too long. */
  public Optional<HeldLock> lock(String name, Duration timeout) throws InterruptedException {
    return lock(name, timeout, () -> {});
  }

  /**
   * The lock, as soon as it can be had; empty if that took too long.
   *
   * @param onLost told once, on any thread, within seconds after it was lost
   * @throws ChannelException if the database cannot be asked
   */
  public Optional<HeldLock> lock(String name, Duration timeout, Runnable onLost)
      throws InterruptedException {
    ChannelLimits.payload(name);
    if (timeout.isZero() || timeout.isNegative()) {
      return ask(name, Duration.ZERO, onLost);
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!turnstiles.enter(name, timeout)) {
      return Optional.empty();
    }
    try {
      return ask(name, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), onLost);
    } finally {
      turnstiles.leave(name);
    }
  }

  private Optional<HeldLock> ask(String name, Duration timeout, Runnable onLost)
      throws InterruptedException {
    Connection connection = null;
    boolean held = false;
    try {
      connection = connections.open("lock", SESSION);
      connection.setNetworkTimeout(SAME_THREAD, ANSWER_MILLIS);
      held =
          Locking.tryLock(connection, name)
              || (timeout.toNanos() > 0 && awaitTurn(connection, name, timeout));
      return held ? Optional.of(watched(new HeldLock(name, connection, onLost))) : Optional.empty();
    } catch (SQLException e) {
      throw new ChannelException("The lock " + name + " cannot be asked for.", e);
    } finally {
      if (!held && connection != null) {
        abandon(connection);
      }
    }
  }

  private HeldLock watched(HeldLock lock) {
    try {
      lock.watch(watchers.get(), WATCH);
      return lock;
    } catch (RuntimeException e) {
      // such as a server that stops: nobody would tell the holder
      lock.close();
      throw e;
    }
  }

  private boolean awaitTurn(Connection connection, String name, Duration timeout)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Turn turn = new Turn(name, new Semaphore(0));
    // before the next look: a release after that look finds the handler there
    try (Registration ignored = listener.listen(HeldLock.RELEASED, "lock " + name, turn)) {
      while (!Locking.tryLock(connection, name)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        boolean woken =
            turn.signals.tryAcquire(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
        if (woken) {
          turn.signals.drainPermits();
        }
      }
      return true;
    }
  }

  private static void abandon(Connection connection) {
    try {
      connection.abort(SAME_THREAD);
    } catch (SQLException ignored) {
      // nobody needs it any more
    }
  }

  private record Turn(String name, Semaphore signals) implements NotificationHandler {
    @Override
    public void onNotification(Notification notification) {
      if (notification.payload().equals(name)) {
        signals.release();
      }
    }

    @Override
    public void onGap(Gap gap) {
      signals.release();
    }
  }
}
