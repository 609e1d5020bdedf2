package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.Heartbeat;
import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.metrics.ListenerMetrics;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.postgresql.PGNotification;

/**
 * The listener's work on one connection, from registration to loss. Owned by one thread.
 *
 * <p>The order of {@link #begin} is what loses nothing: registered first, then read on from the
 * last version; whatever commits in between is either read or announced, mostly both.
 */
final class ListenerSession {
  /** How long a notification may be on its way when the safety poll was quicker. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final Duration PROOF_WITHIN = Duration.ofSeconds(2);
  private static final Duration QUICK_POLL = Duration.ofMillis(5);
  private static final Duration SLOW_POLL = Duration.ofMillis(250);

  private final PromptConnection connection;
  private final String channel;
  private final Connector connector;
  private final ListenerSettings settings;
  private final ListenerMetrics metrics;
  private final ListenerStatus status;
  private final Journal journal;
  private final LongSupplier nanoTime;
  private final ForeignChannels channels;
  private final BooleanSupplier stopped;
  private final Heartbeat heart;
  private final ArrivalProbe probe;
  private final HandOver handOver;

  /** What came while a long stretch was read: at most two of however many. */
  private final Unheard unheard = new Unheard();

  private Position position;
  private boolean registered;
  private boolean hearsAgain;
  private long lastRead;
  private long lastProof;
  private Duration pace = QUICK_POLL;

  ListenerSession(
      PromptConnection connection,
      String channel,
      Connector connector,
      ListenerSettings settings,
      BatchObservers observers,
      ListenerMetrics metrics,
      ListenerStatus status,
      Journal journal,
      Clock clock,
      LongSupplier nanoTime,
      ForeignChannels channels,
      BooleanSupplier stopped) {
    this.connection = connection;
    this.channel = channel;
    this.connector = connector;
    this.settings = settings;
    this.metrics = metrics;
    this.status = status;
    this.journal = journal;
    this.nanoTime = nanoTime;
    this.channels = channels;
    this.stopped = stopped;
    this.probe = new ArrivalProbe(settings.probeEvery(), nanoTime);
    this.heart = status.heart();
    this.handOver = new HandOver(observers, metrics, status, journal, clock);
  }

  /**
   * Registers and reads what was missed.
   *
   * @param last where the connection before ended, null for a node that begins
   */
  void begin(Position last) throws SQLException {
    status.connected(connection.backendPid());
    register();
    LogState state = connector.state(connection);
    position = last == null ? Position.atEndOf(state) : handOver.rejoin(last, state);
    status.at(position, state.head());
    if (readThrough(state.head(), EventBatch.CATCH_UP) == 0) {
      handOver.tell(position);
    }
    lastProof = nanoTime.getAsLong();
  }

  /** Where the next connection goes on. */
  Position position() {
    return position;
  }

  /** Whether the server announces new versions; otherwise this session polls. */
  boolean hears() {
    return registered && !probe.isDeaf();
  }

  /** Why it hears or does not, in words. */
  String reason() {
    if (!registered) {
      return "LISTEN is refused";
    }
    return probe.isDeaf() ? ArrivalProbe.DEAF : "registered and caught up";
  }

  /** One round: at most one wait, of at most the safety poll's interval. */
  void step() throws SQLException {
    channels.follow(connection);
    if (registered && probe.step(connector, journal)) {
      pace = QUICK_POLL;
    }
    if (hearsAgain) {
      hearsAgain = false;
      journal.info("notifications_arrive_again", Map.of("channel", channel));
      channels.missed();
      look();
    }
    if (!hears()) {
      pollInstead();
      return;
    }
    Duration left =
        min(settings.safetyPoll().minusNanos(nanoTime.getAsLong() - lastRead), probe.patience());
    List<PGNotification> notifications = next(left);
    if (!notifications.isEmpty()) {
      heard(notifications);
    }
    // not only in silence: others' channels may keep this connection busy
    if (nanoTime.getAsLong() - lastRead >= settings.safetyPoll().toNanos()) {
      metrics.listenerPolled();
      pollForSafety();
    }
    if (nanoTime.getAsLong() - lastProof >= settings.proveAfter().toNanos()) {
      proveRegistration();
    }
  }

  private List<PGNotification> next(Duration left) throws SQLException {
    if (!unheard.isEmpty()) {
      return unheard.take();
    }
    return left.isNegative() ? connection.pending() : connection.await(left);
  }

  /** Answers what is about the log; the rest has been handed over. */
  private List<PGNotification> sorted(List<PGNotification> notifications) {
    List<PGNotification> ours = new ArrayList<>();
    if (!notifications.isEmpty()) {
      hearsAgain |= probe.arrived();
    }
    for (PGNotification notification : notifications) {
      if (notification.getName().equals(channel)) {
        ours.add(notification);
      } else if (!notification.getName().equals(probe.channel())) {
        channels.heard(notification);
      }
    }
    return ours;
  }

  private void heard(List<PGNotification> all) throws SQLException {
    lastProof = nanoTime.getAsLong();
    List<PGNotification> notifications = sorted(all);
    if (notifications.isEmpty()) {
      return;
    }
    metrics.listenerNotified();
    metrics.notificationsReceived(notifications.size());
    long highest = 0;
    boolean other = false;
    for (PGNotification notification : notifications) {
      long version = Announcement.version(notification.getParameter());
      if (version == Announcement.UNREADABLE) {
        metrics.parseError();
      }
      highest = Math.max(highest, version);
      other |= version <= 0;
    }
    if (other) {
      LogState state = connector.state(connection);
      position = handOver.rejoin(position, state);
      highest = state.head();
    }
    // anybody may notify: a version that the log does not reach ends the reading all the same
    readThrough(highest, EventBatch.NOTIFICATION);
  }

  private void pollForSafety() throws SQLException {
    int found = look();
    if (found > 0) {
      List<PGNotification> late = connection.await(GRACE);
      if (late.isEmpty()) {
        metrics.eventsFoundByPoll(found);
      } else {
        heard(late);
      }
    }
  }

  private void pollInstead() throws SQLException {
    List<PGNotification> came = next(pace);
    if (!came.isEmpty()) {
      heard(came);
    }
    pace = look() > 0 ? QUICK_POLL : min(pace.multipliedBy(2), SLOW_POLL);
    if (!registered && nanoTime.getAsLong() - lastProof >= settings.proveAfter().toNanos()) {
      lastProof = nanoTime.getAsLong();
      register();
    }
  }

  private int look() throws SQLException {
    LogState state = connector.state(connection);
    position = handOver.rejoin(position, state);
    return readThrough(state.head(), EventBatch.POLL);
  }

  /** Answers how many events were read. */
  private int readThrough(long target, String source) throws SQLException {
    lastRead = nanoTime.getAsLong();
    int count = 0;
    while (position.version() < target && !stopped.getAsBoolean()) {
      heart.beat();
      channels.follow(connection);
      unheard.add(sorted(connection.pending()));
      long asked = nanoTime.getAsLong();
      LogPage page = connector.readPage(connection, position.version());
      metrics.pageRead(Duration.ofNanos(nanoTime.getAsLong() - asked));
      if (page.events().isEmpty()) {
        break;
      }
      position = handOver.pass(page, position, target, source);
      count += page.events().size();
      lastRead = nanoTime.getAsLong();
    }
    status.at(position, position.version());
    return count;
  }

  private void proveRegistration() throws SQLException {
    lastProof = nanoTime.getAsLong();
    if (!connection.within(PROOF_WITHIN, c -> c.listensTo(channel))) {
      journal.warn("registration_lost", Map.of("channel", channel));
      register();
      look();
    }
  }

  /**
   * A server whose notification queue holds entries of forgotten transactions refuses to listen
   * until the queue's end is moved; asking for its usage does that.
   */
  private void register() throws SQLException {
    try {
      listen();
    } catch (SQLException first) {
      refuse(first);
      try (Statement statement = connection.connection().createStatement()) {
        statement.executeQuery("SELECT pg_notification_queue_usage()").close();
        listen();
      } catch (SQLException second) {
        refuse(second);
        registered = false;
        journal.warn(
            "listen_refused",
            Map.of(
                "channel",
                channel,
                "error",
                second.getMessage(),
                "effect",
                "The log is read every few milliseconds instead."));
      }
    }
  }

  private void listen() throws SQLException {
    connection.listen(List.of(channel, probe.channel()), List.of());
    registered = true;
    channels.connected(connection);
  }

  private static void refuse(SQLException e) throws LostConnection {
    if (LostConnection.isMeantBy(e)) {
      throw new LostConnection(e);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
