package dev.commitcast.notifications.channel;

import dev.commitcast.notifications.listener.ForeignChannels;
import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.journal.Journal;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.PGNotification;

/**
 * Who wants to hear which channel, and which the server knows of. Others change what is wanted and
 * wake the listener's thread, which brings the server in line with it. Thread-safe; no lock is held
 * while the server is asked.
 */
public final class ChannelRegistry implements ForeignChannels {
  private final ChannelMetrics metrics;
  private final Journal journal;

  // changed under the lock, read by any
  private final Map<String, List<HandlerQueue>> wanted = new ConcurrentHashMap<>();

  // guarded by this
  private final Set<String> registered = new HashSet<>();
  private final Map<String, CompletableFuture<Void>> unconfirmed = new LinkedHashMap<>();
  private boolean connected;

  private volatile boolean changed;
  private volatile Thread owner;
  private volatile Runnable wake = () -> {};

  public ChannelRegistry(ChannelMetrics metrics, Journal journal) {
    this.metrics = Objects.requireNonNull(metrics, "Channels need metrics.");
    this.journal = Objects.requireNonNull(journal, "Channels need a journal.");
  }

  @Override
  public void wakeBy(Runnable newWake) {
    wake = newWake;
  }

  /**
   * Adds a handler.
   *
   * @return completes when the server knows the channel, exceptionally if it refuses; also when
   *     there is no connection just now, for the next one will know it
   */
  CompletableFuture<Void> add(HandlerQueue queue) {
    CompletableFuture<Void> confirmed;
    synchronized (this) {
      wanted.computeIfAbsent(queue.channel(), any -> new CopyOnWriteArrayList<>()).add(queue);
      if (!connected || registered.contains(queue.channel())) {
        return CompletableFuture.completedFuture(null);
      }
      confirmed =
          unconfirmed.computeIfAbsent(queue.channel(), any -> new CompletableFuture<>()).copy();
      changed = true;
    }
    wake.run();
    // the one thread that could do it must not wait for itself
    return Thread.currentThread() == owner ? CompletableFuture.completedFuture(null) : confirmed;
  }

  void remove(HandlerQueue queue) {
    synchronized (this) {
      List<HandlerQueue> left = wanted.get(queue.channel());
      if (left == null || !left.remove(queue) || !left.isEmpty()) {
        return;
      }
      wanted.remove(queue.channel());
      changed = true;
    }
    wake.run();
  }

  List<HandlerQueue> of(String channel) {
    return List.copyOf(wanted.getOrDefault(channel, List.of()));
  }

  Set<String> channels() {
    return Set.copyOf(wanted.keySet());
  }

  @Override
  public void connected(PromptConnection connection) throws SQLException {
    Set<String> before;
    synchronized (this) {
      owner = Thread.currentThread();
      connected = true;
      registered.clear();
      changed = true;
      before = Set.copyOf(wanted.keySet());
    }
    follow(connection);
    before.forEach(channel -> of(channel).forEach(queue -> queue.putGap(Gap.RECONNECTED)));
  }

  @Override
  public void follow(PromptConnection connection) throws SQLException {
    if (!changed) {
      return;
    }
    Set<String> begin;
    Set<String> end;
    synchronized (this) {
      changed = false;
      begin = new HashSet<>(wanted.keySet());
      begin.removeAll(registered);
      end = new HashSet<>(registered);
      end.removeAll(wanted.keySet());
      // now, not when the server has answered: who wants one of them meanwhile has to ask again
      registered.removeAll(end);
    }
    confirmUnwanted();
    if (begin.isEmpty() && end.isEmpty()) {
      return;
    }
    try {
      connection.listen(begin, end);
      synchronized (this) {
        registered.addAll(begin);
      }
      confirm(begin, null);
    } catch (SQLException e) {
      requireAlive(e);
      oneByOne(connection, begin, end);
    }
  }

  /** One of them is refused: a name that the database cannot write, for example. */
  private void oneByOne(PromptConnection connection, Set<String> begin, Set<String> end)
      throws SQLException {
    connection.listen(Set.of(), end);
    for (String channel : begin) {
      try {
        connection.listen(channel);
        synchronized (this) {
          registered.add(channel);
        }
        confirm(Set.of(channel), null);
      } catch (SQLException e) {
        requireAlive(e);
        journal.warn("channel_refused", Map.of("channel", channel, "error", e.getMessage()));
        confirm(Set.of(channel), e);
      }
    }
  }

  private static void requireAlive(SQLException e) throws LostConnection {
    if (LostConnection.isMeantBy(e)) {
      throw new LostConnection(e);
    }
  }

  /** Who wanted them has gone before the server was asked, and must not wait for ever. */
  private synchronized void confirmUnwanted() {
    Set<String> left = new HashSet<>(unconfirmed.keySet());
    left.removeAll(wanted.keySet());
    confirm(left, null);
  }

  private synchronized void confirm(Set<String> channels, SQLException refusal) {
    for (String channel : channels) {
      CompletableFuture<Void> waiting = unconfirmed.remove(channel);
      if (waiting != null && refusal == null) {
        waiting.complete(null);
      } else if (waiting != null) {
        waiting.completeExceptionally(refusal);
      }
    }
  }

  @Override
  public void heard(PGNotification notification) {
    List<HandlerQueue> queues = wanted.get(notification.getName());
    if (queues == null) {
      return;
    }
    metrics.notified();
    Notification heard =
        new Notification(
            notification.getName(), notification.getParameter(), notification.getPID());
    queues.forEach(queue -> queue.put(heard));
  }

  @Override
  public void missed() {
    wanted.values().forEach(queues -> queues.forEach(queue -> queue.putGap(Gap.SILENCE)));
  }

  @Override
  public synchronized void disconnected() {
    connected = false;
    registered.clear();
    // the next connection begins with them
    unconfirmed.values().forEach(waiting -> waiting.complete(null));
    unconfirmed.clear();
  }
}
