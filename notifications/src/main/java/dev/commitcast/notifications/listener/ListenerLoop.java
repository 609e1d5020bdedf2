package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.loop.BackgroundLoop;
import dev.commitcast.notifications.loop.Heartbeat;
import dev.commitcast.notifications.loop.StopFlag;
import dev.commitcast.notifications.metrics.ListenerMetrics;
import dev.commitcast.notifications.prompt.ConnectionInUse;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Connects, listens while the connection lives, and connects again; until it is stopped. It never
 * gives up and never skips. {@link #run()} belongs to one thread, everything else is for others.
 */
public final class ListenerLoop implements BackgroundLoop {
  private static final Duration REPEAT_LOG = Duration.ofSeconds(60);

  private final Connector connector;
  private final SchemaNames schemas;
  private final ListenerSettings settings;
  private final BatchObservers observers;
  private final ListenerMetrics metrics;
  private final ListenerStatus status;
  private final Journal journal;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final BackOff backOff;
  private final ForeignChannels channels;
  private final StopFlag stop = new StopFlag();

  private final ConnectionInUse inUse = new ConnectionInUse();
  private Position position;
  private int attempts;
  private long lastLogged;

  public ListenerLoop(
      Connector connector,
      SchemaNames schemas,
      ListenerSettings settings,
      BatchObservers observers,
      ListenerMetrics metrics,
      ListenerStatus status,
      Journal journal,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this(
        connector,
        schemas,
        settings,
        observers,
        metrics,
        status,
        journal,
        clock,
        nanoTime,
        random,
        ForeignChannels.none());
  }

  /**
   * One that others use besides.
   *
   * @param channels what else is heard on its connection
   */
  public ListenerLoop(
      Connector connector,
      SchemaNames schemas,
      ListenerSettings settings,
      BatchObservers observers,
      ListenerMetrics metrics,
      ListenerStatus status,
      Journal journal,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      ForeignChannels channels) {
    this.connector = Objects.requireNonNull(connector, "A listener needs a connector.");
    this.schemas = Objects.requireNonNull(schemas, "A listener needs the schemas' names.");
    this.settings = Objects.requireNonNull(settings, "A listener needs settings.");
    this.observers = Objects.requireNonNull(observers, "A listener needs somebody to tell.");
    this.metrics = Objects.requireNonNull(metrics, "A listener needs metrics.");
    this.status = Objects.requireNonNull(status, "A listener needs a status.");
    this.journal = Objects.requireNonNull(journal, "A listener needs a journal.");
    this.clock = Objects.requireNonNull(clock, "A listener needs a clock.");
    this.nanoTime = Objects.requireNonNull(nanoTime, "A listener needs a clock.");
    this.channels = Objects.requireNonNull(channels, "A listener needs channels, or none().");
    channels.wakeBy(inUse::wakeUp);
    this.backOff = new BackOff(settings.reconnectDelay(), settings.reconnectCap(), random);
  }

  @Override
  public Heartbeat heart() {
    return status.heart();
  }

  /** Ends the loop within a moment. */
  @Override
  public void stop() {
    stop.raise();
    inUse.wakeUp();
  }

  /** Cuts the connection; the loop starts again unless it was stopped. */
  @Override
  public void abort() {
    inUse.abort();
  }

  @Override
  public void run() {
    while (!stop.isRaised()) {
      status.heart().beat();
      announceAttempt();
      try (PromptConnection connection = connector.open()) {
        inUse.set(connection);
        serve(connection);
      } catch (SQLException | RuntimeException e) {
        if (!stop.isRaised()) {
          failed(e);
        }
      } finally {
        inUse.clear();
        channels.disconnected();
      }
    }
    enter(ListenerState.STOPPED, "stopped");
    status.heart().rest();
  }

  private void announceAttempt() {
    if (attempts > 0) {
      metrics.reconnectAttempt();
      if (attempts <= settings.maxReconnectAttempts()) {
        journal.info("reconnect_attempt", Map.of("component", "listener", "attempt", attempts));
      }
    }
    if (status.state() != ListenerState.FAILED) {
      enter(ListenerState.CONNECTING, attempts == 0 ? "start" : "attempt " + attempts);
    }
  }

  private void serve(PromptConnection connection) throws SQLException {
    ListenerSession session =
        new ListenerSession(
            connection,
            schemas.logChannel(),
            connector,
            settings,
            observers,
            metrics,
            status,
            journal,
            clock,
            nanoTime,
            channels,
            stop::isRaised);
    enter(ListenerState.CATCHING_UP, "connected");
    try {
      session.begin(position);
      recovered();
      while (!stop.isRaised()) {
        status.heart().beat();
        enter(session.hears() ? ListenerState.LISTENING : ListenerState.POLLING, session.reason());
        session.step();
      }
    } finally {
      if (session.position() != null) {
        position = session.position();
      }
    }
  }

  private void recovered() {
    if (attempts > 0) {
      journal.info(
          "connection_recovered",
          Map.of("component", "listener", "attempts", attempts, "version", status.version()));
    }
    attempts = 0;
    lastLogged = 0;
    status.attempts(0);
  }

  private void failed(Exception e) {
    attempts++;
    status.attempts(attempts);
    String reason = DatabaseErrors.explain(e);
    boolean givenUpHope = attempts > settings.maxReconnectAttempts();
    report(reason, givenUpHope);
    enter(givenUpHope ? ListenerState.FAILED : ListenerState.BACKING_OFF, reason);
    stop.pause(backOff.before(attempts));
  }

  /** The first failure, the moment of giving up hope, and then once a minute. */
  private void report(String reason, boolean givenUpHope) {
    long now = nanoTime.getAsLong();
    if (givenUpHope && status.state() != ListenerState.FAILED) {
      lastLogged = now;
      journal.error(
          "connection_error",
          Map.of(
              "component",
              "listener",
              "attempts",
              attempts,
              "error",
              reason,
              "next",
              "This node is not ready. It goes on trying every "
                  + settings.reconnectCap().toSeconds()
                  + " s; check that the database runs and can be reached."));
    } else if (attempts == 1 || now - lastLogged > REPEAT_LOG.toNanos()) {
      lastLogged = now;
      journal.warn(
          "connection_error",
          Map.of("component", "listener", "attempts", attempts, "error", reason));
    }
  }

  private void enter(ListenerState state, String reason) {
    ListenerStateChanged change = status.enter(state, reason);
    if (change != null) {
      observers.stateChanged(change);
    }
  }
}
