package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.loop.BackgroundLoop;
import dev.commitcast.notifications.loop.Heartbeat;
import dev.commitcast.notifications.loop.LostConnection;
import dev.commitcast.notifications.loop.StopFlag;
import dev.commitcast.notifications.metrics.SequencerMetrics;
import dev.commitcast.notifications.prompt.ConnectionInUse;
import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Repetition;
import dev.commitcast.persistence.log.AwakeLease;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.Election;
import dev.commitcast.persistence.log.EventIdPrefix;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.ScanWindow;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Connects, stands for election, leads while its connection lives, and starts again when that is
 * lost; until it is stopped. {@link #run()} belongs to one thread, everything else is for others.
 */
public final class SequencerLoop implements BackgroundLoop {
  private static final Duration WINDOW_LIFE = Duration.ofMinutes(3);

  /** A connection that lives so long is a good one; many short ones are one trouble. */
  private static final Duration GOOD = Duration.ofSeconds(10);

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final DedicatedConnections connections;
  private final SequencerSettings settings;
  private final SequencerMetrics metrics;
  private final SequencerStatus status;
  private final Journal journal;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final EventIdPrefix ids;
  private final BackOff backOff;
  private final Repetition repetition;
  private final Heartbeat heart;
  private final StopFlag stop = new StopFlag();

  private final ConnectionInUse inUse = new ConnectionInUse();
  private final SessionLimits limits;
  private volatile TimeLimit limit;
  private volatile Leader leader;
  private int failures;
  private long connectedAt;

  public SequencerLoop(
      DedicatedConnections connections,
      SequencerSettings settings,
      SequencerMetrics metrics,
      SequencerStatus status,
      Journal journal,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.connections = Objects.requireNonNull(connections, "A sequencer needs connections.");
    this.settings = Objects.requireNonNull(settings, "A sequencer needs settings.");
    this.metrics = Objects.requireNonNull(metrics, "A sequencer needs metrics.");
    this.status = Objects.requireNonNull(status, "A sequencer needs a status.");
    this.journal = Objects.requireNonNull(journal, "A sequencer needs a journal.");
    this.nanoTime = nanoTime;
    this.random = random;
    this.ids = new EventIdPrefix(clock, random);
    this.backOff = new BackOff(Duration.ofMillis(50), Duration.ofSeconds(5), random);
    this.repetition = new Repetition(nanoTime);
    this.heart = status.heart();
    this.limits = SessionLimits.within(settings.deadAfter());
  }

  @Override
  public Heartbeat heart() {
    return heart;
  }

  /** A batch that may take longer than usual makes it more patient. */
  @Override
  public Duration patience() {
    TimeLimit current = limit;
    Duration answer = current == null ? limits.answer() : current.answer();
    return answer.plus(limits.answerAfter());
  }

  /** Ends the loop within a moment; the promise to poll is taken back and the lock is freed. */
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

  /** A hint that there is work. Nothing depends on it. */
  public void wake() {
    Leader leading = leader;
    if (leading != null) {
      leading.wake();
    }
  }

  @Override
  public void run() {
    while (!stop.isRaised()) {
      heart.beat();
      status.enter(SequencerState.CONNECTING);
      try (PromptConnection connection = connect()) {
        inUse.set(connection);
        serve(connection);
      } catch (SQLException e) {
        lost(e);
      } catch (RuntimeException e) {
        journal.error("sequencer_failure", e, Map.of());
        lost(new LostConnection(new SQLException(e)));
      } finally {
        inUse.clear();
        leader = null;
        limit = null;
        status.held(0, "");
      }
    }
    status.enter(SequencerState.STOPPED);
    heart.rest();
  }

  private PromptConnection connect() throws SQLException {
    return PromptConnection.open(
        connections,
        "sequencer " + settings.node(),
        limits.session(
            Map.of(
                "enable_seqscan", "off",
                "jit", "off",
                "plan_cache_mode", "force_generic_plan",
                "commitcast.sequencing", "on")));
  }

  private void serve(PromptConnection connection) throws SQLException {
    SchemaNames schemas = connections.settings().schemas();
    connectedAt = nanoTime.getAsLong();
    status.connected(connection.backendPid());
    PoolerBetween.refuse(connection);
    Election election = new Election(connection.connection(), schemas);
    while (!stop.isRaised()) {
      heart.beat();
      if (election.win()) {
        lead(connection, election, schemas);
        return;
      }
      status.enter(SequencerState.STANDING_BY);
      status.untroubled();
      forgive();
      long half = settings.retryLock().toMillis() / 2;
      connection.await(Duration.ofMillis(half + random.nextLong(half + 1)));
    }
  }

  private void lead(PromptConnection connection, Election election, SchemaNames schemas)
      throws SQLException {
    insistOnDurability(connection);
    election.announce(settings.node());
    LogState.Epoch epoch = election.startEpochIfNeeded();
    connection.listen(schemas.wakeChannel());
    AwakeLease lease = new AwakeLease(connection.connection(), schemas);
    journal.info(
        "sequencer_elected",
        Map.of(
            "node", settings.node(),
            "epoch", epoch.number(),
            "backendPid", connection.backendPid()));
    try (Drain drain = new Drain(connection.connection(), schemas)) {
      Leader leading =
          new Leader(
              connection, drainer(connection, drain), lease, settings, nanoTime, metrics, status);
      leader = leading;
      while (!stop.isRaised()) {
        heart.beat();
        leading.step();
        forgive();
      }
      lease.end();
    }
  }

  private void forgive() {
    if (failures > 0 && nanoTime.getAsLong() - connectedAt >= GOOD.toNanos()) {
      failures = 0;
    }
  }

  private Drainer drainer(PromptConnection connection, Drain drain) {
    ScanWindow window = new ScanWindow(WINDOW_LIFE, nanoTime);
    TimeLimit time = new TimeLimit(connection, limits);
    limit = time;
    return new Drainer(
        drain,
        window,
        new BatchSize(settings.batchRows(), settings.largestBatchRows()),
        settings.batchBytes(),
        ids,
        new CarefulDrain(
            drain,
            window,
            new HeldReport(drain, metrics, status, journal, nanoTime),
            new BackOff(FIRST_RETRY, LAST_RETRY, random),
            nanoTime),
        time,
        new BackOff(Duration.ofMillis(50), limits.silence().dividedBy(2), random),
        nanoTime,
        metrics,
        status,
        journal);
  }

  /** A version that a client has seen must survive a crash, whatever the database's default is. */
  private static void insistOnDurability(PromptConnection connection) throws SQLException {
    try (Statement statement = connection.connection().createStatement()) {
      statement
          .executeQuery(
              "SELECT set_config('synchronous_commit', 'on', false)"
                  + " WHERE current_setting('synchronous_commit') = 'off'")
          .close();
    }
  }

  private void lost(SQLException e) {
    if (stop.isRaised()) {
      return;
    }
    failures++;
    status.enter(SequencerState.BACKING_OFF);
    String reason = e instanceof PoolerBetween ? e.getMessage() : DatabaseErrors.explain(e);
    status.trouble("This node gives no versions: " + reason);
    if (repetition.mayBeTold(failures == 1)) {
      journal.warn("connection_error", Map.of("component", "sequencer", "error", reason));
    }
    heart.beat();
    stop.pause(backOff.before(failures));
  }
}
