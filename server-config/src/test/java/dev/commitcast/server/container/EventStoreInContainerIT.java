package dev.commitcast.server.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventIdConflictException;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.projection.Projections;
import dev.commitcast.notifications.sourcing.Aggregates;
import dev.commitcast.notifications.sourcing.Executed;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.guard.Guard;
import dev.commitcast.persistence.guard.RequestRole;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventLogException;
import dev.commitcast.persistence.log.PageLimit;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The event store among the container's other parts: JTA, the pool, injection. */
@ExtendWith({BeforeTheContainer.class, ArquillianExtension.class})
@Timeout(240)
class EventStoreInContainerIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Inject private DedicatedConnections connections;
  @Inject private ListenerStatus status;
  @Inject private Rows rows;
  @Inject private EventStore store;
  @Inject private Decisions decisions;
  @Inject private Aggregates aggregates;
  @Inject private Projections projections;
  @Inject private UserTransaction transaction;
  @Inject private EventLog log;
  @Inject private RequestRole role;

  @Resource(lookup = "jdbc/commitcast")
  private DataSource pool;

  @Deployment
  static WebArchive application() {
    return TestApplication.archive(
        EventStoreInContainerIT.class,
        BeforeTheContainer.class,
        Rows.class,
        Decisions.class,
        Tallies.class,
        Tallies.Inline.class,
        Tallies.Late.class);
  }

  @BeforeEach
  void makesTheTables() throws SQLException {
    // outside of the container there is nothing to make them with
    if (connections != null) {
      run(Tallies.TABLES);
    }
  }

  @Test
  void aDecisionAndItsInlineProjectionAreUndoneWithTheServersTransaction() throws Exception {
    StreamId stream = new StreamId("tally:1");

    transaction.begin();
    aggregates.execute(Tallies.TALLY, stream, count -> List.of(EventData.of("counted", "1")));
    aggregates.execute(Tallies.TALLY, stream, count -> List.of(EventData.of("counted", "2")));
    assertThat(aggregates.load(Tallies.TALLY, stream).state()).isEqualTo(2);
    transaction.rollback();
    assertThat(tallied("tally WHERE stream = 'tally:1'")).isZero();
    assertThat(aggregates.load(Tallies.TALLY, stream).state()).isZero();

    AtomicInteger decisions = new AtomicInteger();
    transaction.begin();
    assertThatThrownBy(
            () -> aggregates.execute(Tallies.TALLY, stream, count -> rivalled(stream, decisions)))
        .isInstanceOf(WrongExpectedVersionException.class);
    transaction.rollback();
    assertThat(decisions).hasValue(1);
  }

  @Test
  void aDecisionIsRepeatedWithoutATransactionAndProjectedByAndBy() throws Exception {
    awaitListening();
    StreamId stream = new StreamId("tally:2");
    AtomicInteger decisions = new AtomicInteger();

    Executed<Integer> done =
        aggregates.execute(
            Tallies.TALLY,
            stream,
            count -> count == 0 ? rivalled(stream, decisions) : List.of(EventData.of("c", "2")));
    projections.waitFor("late tally", done.appended(), DEADLINE);

    assertThat(decisions).hasValue(1);
    assertThat(done.state()).isEqualTo(2);
    // the rival came by plain SQL, which inline projections do not see
    assertThat(tallied("tally WHERE stream = 'tally:2'")).isEqualTo(1);
    assertThat(tallied("late_tally WHERE stream = 'tally:2'")).isEqualTo(2);
  }

  /** Decides for one event, when somebody else has appended to the stream. */
  private List<EventData> rivalled(StreamId stream, AtomicInteger decisions) {
    decisions.incrementAndGet();
    try {
      run("SELECT commitcast.append('" + stream + "', 'rival', '0')");
    } catch (SQLException e) {
      throw new IllegalStateException("The rival could not append.", e);
    }
    return List.of(EventData.of("counted", "1"));
  }

  private long tallied(String table) throws SQLException {
    try (Connection connection = connections.open("test", Map.of());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM public." + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void anAppendIsCommittedAndRolledBackWithTheCallersTransaction() {
    StreamId stream = new StreamId("decisions:1");
    decisions.decide("71", stream, ExpectedVersion.noStream(), null);
    assertThat(store.latestVersion(stream)).isEqualTo(1);
    assertThat(rows.find(Merchant.class, "71")).isNotNull();

    IllegalStateException failure = new IllegalStateException("The program thinks better of it.");
    assertThatThrownBy(() -> decisions.decide("72", stream, ExpectedVersion.exact(1), failure))
        .hasStackTraceContaining("The program thinks better of it.");
    assertThat(store.latestVersion(stream)).isEqualTo(1);
    assertThat(rows.find(Merchant.class, "72")).isNull();

    assertThatThrownBy(() -> decisions.decide("73", stream, ExpectedVersion.noStream(), null))
        .isInstanceOf(WrongExpectedVersionException.class);
    assertThat(rows.find(Merchant.class, "73")).isNull();
    assertThat(decisions.appendAndCount(stream)).as("its own append too").isEqualTo(2);
  }

  @Test
  void anAppendWithoutATransactionIsOneOfItsOwnAndItsRefusalsKeepTheirFields() throws SQLException {
    StreamId stream = new StreamId("decisions:2");
    EventData event = EventData.of("decided", "{\"n\": 1.50}").withId("decisions-2");
    store.append(stream, ExpectedVersion.noStream(), List.of(event));

    assertThatThrownBy(() -> store.append(stream, ExpectedVersion.exact(7), List.of(other())))
        .isInstanceOfSatisfying(
            WrongExpectedVersionException.class,
            e -> {
              assertThat(e.stream()).isEqualTo("decisions:2");
              assertThat(e.currentVersion()).isEqualTo(1);
              assertThat(e).hasMessage("The stream decisions:2 is at version 1, not 7.");
            });
    assertThatThrownBy(
            () -> store.append(stream, ExpectedVersion.any(), List.of(other().withId(event.id()))))
        .isInstanceOf(EventIdConflictException.class)
        .hasMessage("The event id decisions-2 was used with other content.");
    store.deleteStream(stream, ExpectedVersion.exact(1));
    assertThatThrownBy(() -> store.append(stream, ExpectedVersion.any(), List.of(other())))
        .isInstanceOfSatisfying(
            StreamDeletedException.class, e -> assertThat(e.stream()).isEqualTo("decisions:2"));
    store.restoreStream(stream);
    assertThat(store.append(stream, ExpectedVersion.exact(1), List.of(other())).version())
        .as("nothing is left of the refusals in the pool")
        .hasValue(2);
    // the isolation that the store's look for a second event of one id needs
    assertThat(isolation()).isEqualTo("read committed");
  }

  private static EventData other() {
    return EventData.of("decided", null);
  }

  private String isolation() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW transaction_isolation")) {
      row.next();
      return row.getString(1);
    }
  }

  /** The pool hands out the connections of whoever was restricted before. */
  @Test
  void aGuardEndsWithTheServersTransactionAndWithItsReads() throws Exception {
    Guard guard = new Guard("ada", Set.of("channel:1"), Set.of(), false);
    StreamId stream = new StreamId("decisions:3");
    store.append(stream, ExpectedVersion.any(), List.of(other()));
    for (boolean committed : List.of(true, false)) {
      transaction.begin();
      assertThat(rows.whoUnder(role, guard)).isEqualTo("commitcast_requests [\"channel:1\"]");
      if (committed) {
        transaction.commit();
      } else {
        transaction.rollback();
      }
      assertThat(whoHasConnections()).containsOnly("commitcast  off");
    }

    assertThat(log.readStream(stream, 1, Direction.FORWARDS, new PageLimit(10, 1000)).events())
        .hasSize(1);
    EventLog adas = log.under(guard);
    assertThat(adas.readStream(stream, 1, Direction.FORWARDS, new PageLimit(10, 1000)).events())
        .isEmpty();
    assertThatThrownBy(() -> adas.event("no text holds \0")).isInstanceOf(EventLogException.class);
    assertThat(whoHasConnections()).containsOnly("commitcast  off");
  }

  /** Of more connections than anybody has used, among them those. */
  private List<String> whoHasConnections() throws SQLException {
    List<String> found = new ArrayList<>();
    List<Connection> held = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Connection connection = pool.getConnection();
        held.add(connection);
        try (Statement statement = connection.createStatement();
            ResultSet row =
                statement.executeQuery(
                    "SELECT current_user || ' '"
                        + " || coalesce(pg_catalog.current_setting('commitcast.rooms', true), '')"
                        + " || ' ' || pg_catalog.current_setting('transaction_read_only')")) {
          row.next();
          found.add(row.getString(1));
        }
      }
    } finally {
      for (Connection each : held) {
        each.close();
      }
    }
    return found;
  }

  private void awaitListening() {
    await().atMost(DEADLINE).until(() -> status.state() == ListenerState.LISTENING);
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connections.open("test", Map.of());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
