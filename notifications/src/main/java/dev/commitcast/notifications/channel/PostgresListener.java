package dev.commitcast.notifications.channel;

import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Notifications between sessions of the database, on channels of the application's own:
 * {@code @Inject PostgresListener listener}. They are neither kept nor repeated: whoever is not
 * connected misses them, and is told so by {@link NotificationHandler#onGap}. What must not be
 * missed belongs into the log.
 *
 * <p>Thread-safe. A channel may have any name that PostgreSQL allows, in its exact spelling.
 */
public final class PostgresListener {
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(5);

  private final ChannelRegistry registry;
  private final HandlerQueue.Parts parts;
  private final DataSource source;
  private final Set<String> reserved;
  private final ListenerStatus status;

  PostgresListener(
      ChannelRegistry registry,
      HandlerQueue.Parts parts,
      DataSource source,
      SchemaNames schemas,
      ListenerStatus status) {
    this.registry = Objects.requireNonNull(registry, "A listener needs a registry.");
    this.parts = Objects.requireNonNull(parts, "A listener needs threads for its handlers.");
    this.source = Objects.requireNonNull(source, "A listener needs a data source to notify by.");
    this.reserved = Set.of(schemas.logChannel(), schemas.wakeChannel());
    this.status = Objects.requireNonNull(status, "A listener needs a status.");
  }

  /** The same with the handler's class as its name. */
  public Registration listen(String channel, NotificationHandler handler) {
    Objects.requireNonNull(handler, "There is no handler.");
    return listen(channel, handler.getClass().getName(), handler);
  }

  /**
   * Has a handler called for each notification on a channel. When this returns, the server has
   * committed the LISTEN: whatever commits afterwards is heard. Without a connection it returns at
   * once, and the next connection begins with the channel and tells the handler of the gap; so it
   * does if the server does not answer within five seconds.
   *
   * @param name how logs and operators call the handler
   * @throws IllegalArgumentException if PostgreSQL knows no such channel, or it is the log's own
   * @throws ChannelException if the server refuses
   */
  public Registration listen(String channel, String name, NotificationHandler handler) {
    HandlerQueue queue =
        new HandlerQueue(requireChannel(channel), name, handler, parts, registry::remove);
    await(queue, registry.add(queue));
    return queue;
  }

  private void await(HandlerQueue queue, CompletableFuture<Void> confirmed) {
    try {
      confirmed.get(CONFIRMED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException expected) {
      // the connection is in trouble; the next one begins with this channel
      return;
    } catch (ExecutionException e) {
      queue.close();
      throw new ChannelException(
          "The server refuses to listen to " + queue.channel() + ": " + explained(e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      // it is registered, and the caller learns of the interrupt
      Thread.currentThread().interrupt();
    }
  }

  /** Closes all registrations of a channel. Answers whether there were any. */
  public boolean unlisten(String channel) {
    List<HandlerQueue> queues = registry.of(requireChannel(channel));
    queues.forEach(HandlerQueue::close);
    return !queues.isEmpty();
  }

  /**
   * Notifies a channel. In a JTA transaction the notification belongs to it: it leaves with the
   * commit, and not at all with a rollback. Otherwise it has left when this returns.
   *
   * @throws IllegalArgumentException if channel or payload are none that PostgreSQL takes
   * @throws ChannelException if the database cannot be asked, or refuses
   */
  public void notify(String channel, String payload) {
    requireChannel(channel);
    ChannelLimits.payload(payload);
    try (Connection connection = source.getConnection()) {
      notify(connection, channel, payload);
    } catch (SQLException e) {
      throw new ChannelException("Channel " + channel + " is not notified: " + explained(e), e);
    }
  }

  /** The same on the caller's connection, and so in its transaction. */
  public void notify(Connection connection, String channel, String payload) throws SQLException {
    requireChannel(channel);
    ChannelLimits.payload(payload);
    try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      statement.setString(1, channel);
      statement.setString(2, payload);
      statement.executeQuery().close();
    }
  }

  /** The channels that have a handler. */
  public Set<String> channels() {
    return registry.channels();
  }

  /** The handlers of a channel, in the order in which they came. */
  public List<Registration> registrations(String channel) {
    return List.copyOf(registry.of(channel));
  }

  /** Whether notifications reach this node just now. */
  public boolean isConnected() {
    return status.state() == ListenerState.LISTENING;
  }

  /** State, since when and why, attempts, server process; its changes are CDI events. */
  public ListenerStatus status() {
    return status;
  }

  /**
   * The same channel, if it may be heard and notified.
   *
   * @throws IllegalArgumentException with a sentence, if not
   */
  public String requireChannel(String channel) {
    ChannelLimits.channel(channel);
    if (reserved.contains(channel)) {
      throw new IllegalArgumentException(
          "The channel " + channel + " is the log's own; read the log instead, or use another.");
    }
    return channel;
  }

  private static String explained(Throwable failure) {
    return DatabaseErrors.explain(failure);
  }
}
