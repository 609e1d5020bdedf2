package dev.commitcast.notifications.usecase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A lock between nodes that this one holds, on a connection of its own: when that ends, the server
 * gives the lock to others at once. Thread-safe.
 */
public final class HeldLock implements AutoCloseable {
  static final String RELEASED = "commitcast_lock_released";

  private static final Executor SAME_THREAD = Runnable::run;
  private static final int ANSWER_MILLIS = 2_000;

  private final String name;
  private final Connection connection;
  private final Runnable onLost;

  // guarded by this
  private boolean over;

  // guarded by this; null until it is watched
  private Future<?> watch;

  /**
   * @param onLost told once, if the lock is lost before it is closed
   */
  HeldLock(String name, Connection connection, Runnable onLost) {
    this.name = name;
    this.connection = connection;
    this.onLost = Objects.requireNonNull(onLost, "Somebody must be told of a lost lock.");
  }

  /** Asks again and again, so that the loss is told also to a holder who never asks. */
  void watch(ScheduledExecutorService watchers, Duration every) {
    Future<?> begun =
        watchers.scheduleWithFixedDelay(
            this::isHeld, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    synchronized (this) {
      watch = begun;
    }
  }

  public String name() {
    return name;
  }

  /** Asks the server; false for good once it was lost or closed. */
  public boolean isHeld() {
    boolean lost = false;
    synchronized (this) {
      if (over) {
        return false;
      }
      try {
        connection.setNetworkTimeout(SAME_THREAD, ANSWER_MILLIS);
        lost = !Locking.holds(connection, name);
      } catch (SQLException e) {
        // no answer: the server may have given the lock to somebody else
        lost = true;
      }
      over = lost;
    }
    if (lost) {
      end();
      onLost.run();
    }
    return !lost;
  }

  /** Gives it back and wakes those who wait for it. */
  @Override
  public void close() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    try {
      connection.setNetworkTimeout(SAME_THREAD, ANSWER_MILLIS);
      Locking.unlock(connection, name);
      try (PreparedStatement wake = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
        wake.setString(1, RELEASED);
        wake.setString(2, name);
        wake.executeQuery().close();
      }
    } catch (SQLException ignored) {
      // with its connection the lock is free in any case, and who waits looks again soon
    } finally {
      end();
    }
  }

  private void end() {
    synchronized (this) {
      if (watch != null) {
        watch.cancel(false);
      }
    }
    try {
      connection.abort(SAME_THREAD);
    } catch (SQLException ignored) {
      // it was to end, and has
    }
  }
}
