package dev.commitcast.notifications.listener;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.SilentProxy;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** They mostly wait, so they wait beside each other, each with a log of its own. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DeadConnectionIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final LogDatabase database = LogDatabase.fresh();

  @Test
  void isNoticedWithinTheLimitWhenQuestionsVanish() throws Exception {
    noticed(SilentProxy::swallowQuestions);
  }

  @Test
  void isNoticedWithinTheLimitWhenAnswersVanish() throws Exception {
    noticed(SilentProxy::swallowAnswers);
  }

  @Test
  void isNoticedWithinTheLimitWhenAMessageStopsInItsMidst() throws Exception {
    noticed(network -> network.swallowAnswersAfter(3));
  }

  private void noticed(Consumer<SilentProxy> fault) throws IOException, SQLException {
    try (RunningSequencer ignored = RunningSequencer.on(database);
        SilentProxy network = new SilentProxy(database.connections().settings().port());
        Connection writer = database.connect();
        RunningListener listener = through(network, settings(Duration.ofSeconds(30)))) {
      await().atMost(DEADLINE).until(() -> listener.status().state() == ListenerState.LISTENING);
      int before = listener.status().backendPid();
      fault.accept(network);
      long began = System.nanoTime();
      await()
          .atMost(DEADLINE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !listener.status().state().isReady());
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      network.heal();
      capture(writer, "s", "{}");
      await()
          .atMost(DEADLINE)
          .until(() -> listener.status().version() == database.head() && database.pending() == 0);

      // the limit of ten, and some for a machine that is busy; the safety poll is not what finds it
      assertThat(took).isLessThan(Duration.ofSeconds(25));
      assertThat(listener.status().backendPid()).isNotEqualTo(before);
    }
  }

  private static ListenerSettings settings(Duration probeEvery) {
    return RunningListener.settings(
        1_000, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10), probeEvery);
  }

  private RunningListener through(SilentProxy network, ListenerSettings settings) {
    DedicatedConnections connections =
        new DedicatedConnections(database.connections().settings().withPort(network.port()));
    return RunningListener.on(
        database,
        settings,
        new PlainConnector(
            connections,
            new EventLog(null, database.schemas()),
            settings,
            RunningListener.ELSEWHERE));
  }

  @Test
  void aSessionThatNothingReachesPollsInsteadUntilSomethingDoes() throws Exception {
    ListenerSettings settings = settings(Duration.ofSeconds(1));
    DeafConnector deaf = new DeafConnector(RunningListener.plain(database, settings));
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      // so that nothing is announced before it is deaf
      await().atMost(DEADLINE).until(() -> sequencer.status().leads());
      try (RunningListener listener = RunningListener.on(database, settings, deaf)) {
        pollsUntilItHears(listener, deaf, writer);
      }
    }
  }

  private void pollsUntilItHears(RunningListener listener, DeafConnector deaf, Connection writer)
      throws SQLException {
    await().atMost(DEADLINE).until(() -> listener.status().state() == ListenerState.POLLING);
    assertThat(listener.status().moment().reason()).contains("pooler");
    capture(writer, "s", "{}");
    await()
        .atMost(DEADLINE)
        .until(() -> database.pending() == 0 && listener.status().version() == database.head());
    assertThat(listener.metrics().notifications.get()).isZero();

    deaf.listenAgain();
    await().atMost(DEADLINE).until(() -> listener.status().state() == ListenerState.LISTENING);
    assertThat(listener.metrics().reconnects.get()).as("on the same connection").isZero();
  }

  /** As a pooler of transactions does it: LISTEN succeeds, in a session that is another's. */
  private static final class DeafConnector implements Connector {
    private final Connector real;
    private volatile boolean deaf = true;
    private String probe;

    DeafConnector(Connector real) {
      this.real = real;
    }

    void listenAgain() {
      deaf = false;
    }

    @Override
    public PromptConnection open() throws SQLException {
      return real.open();
    }

    @Override
    public LogPage readPage(PromptConnection connection, long version) throws SQLException {
      return real.readPage(connection, version);
    }

    @Override
    public LogState state(PromptConnection connection) throws SQLException {
      try (var statement = connection.connection().createStatement()) {
        if (deaf) {
          statement.execute("UNLISTEN *");
        } else if (probe != null) {
          connection.listen(probe);
          connection.listen("commitcast_log");
          probe = null;
        }
      }
      return real.state(connection);
    }

    @Override
    public CompletableFuture<Void> notifyFromElsewhere(String channel) {
      probe = channel;
      return real.notifyFromElsewhere(channel);
    }
  }
}
