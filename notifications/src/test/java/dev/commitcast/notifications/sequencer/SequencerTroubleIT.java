package dev.commitcast.notifications.sequencer;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.persistence.log.Drain;
import dev.commitcast.persistence.log.DrainRequest;
import dev.commitcast.persistence.log.ScanWindow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server can do to its sequencer, which says so and goes on by itself. */
@Timeout(240)
class SequencerTroubleIT {
  private static LocalPostgres server;
  private static LogDatabase database;

  @BeforeAll
  static void start() {
    server = LocalPostgres.builder().setting("max_connections", "20").start();
    database = LogDatabase.of(server.database());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void emptyLog() throws SQLException {
    try (Connection superuser = superuser()) {
      run(superuser, "SET session_replication_role = replica");
      for (String table : List.of("pending_events", "events", "streams")) {
        run(superuser, "DELETE FROM commitcast." + table);
      }
    }
  }

  @Test
  void aDatabaseThatIsReadOnlyForAWhile() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      await().until(() -> sequencer.status().leads());
      asSuperuser("ALTER DATABASE commitcast SET default_transaction_read_only = on");
      database.terminate(sequencer.status().backendPid());
      await().until(() -> sequencer.status().trouble().contains("25006"));
      capture(writer, "s", "{}");
      asSuperuser("ALTER DATABASE commitcast RESET default_transaction_read_only");
      database.awaitHead(1);
      await().until(() -> sequencer.status().trouble().isEmpty());
    } finally {
      asSuperuser("ALTER DATABASE commitcast RESET default_transaction_read_only");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending_events", "events", "sequencer"})
  void aTableThatSomebodyHasLocked(String table) throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect();
        Connection holder = superuser()) {
      await().until(() -> sequencer.status().leads());
      capture(writer, "s", "{}");
      database.awaitHead(1);
      holder.setAutoCommit(false);
      run(holder, "LOCK TABLE commitcast." + table + " IN ACCESS EXCLUSIVE MODE");
      if (!table.equals("pending_events")) {
        capture(writer, "s", "{}");
      }
      await().until(() -> sequencer.status().trouble().contains("holds the lock"));
      assertThat(sequencer.status().heldEvents()).isZero();
      holder.rollback();
      if (table.equals("pending_events")) {
        capture(writer, "s", "{}");
      }
      database.awaitHead(2);
      await().until(() -> sequencer.status().trouble().isEmpty());
    }
  }

  @Test
  void aServerThatHasNoConnectionLeftWhenItComesBack() throws SQLException {
    List<Connection> others = new ArrayList<>();
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection superuser = superuser()) {
      await().until(() -> sequencer.status().leads());
      int before = sequencer.status().backendPid();
      takeAll(others);
      // a session that is ended gives its place back a moment later, to whoever asks first
      await()
          .until(
              () -> {
                run(
                    superuser,
                    "SELECT pg_terminate_backend(" + sequencer.status().backendPid() + ")");
                takeAll(others);
                return sequencer.status().trouble().contains("53300");
              });
      for (Connection other : others) {
        other.close();
      }
      await().until(() -> sequencer.status().leads() && sequencer.status().backendPid() != before);
      await().until(() -> sequencer.status().trouble().isEmpty());
    } finally {
      for (Connection other : others) {
        other.close();
      }
    }
  }

  @Test
  void aRoleThatMayNotLogInForAWhile() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection superuser = superuser();
        Connection writer = database.connect()) {
      await().until(() -> sequencer.status().leads());
      String role = database.connections().settings().user();
      run(superuser, "ALTER ROLE \"" + role + "\" NOLOGIN");
      run(superuser, "SELECT pg_terminate_backend(" + sequencer.status().backendPid() + ")");
      await().until(() -> sequencer.status().trouble().contains("28000"));
      run(superuser, "ALTER ROLE \"" + role + "\" LOGIN");
      capture(writer, "s", "{}");
      database.awaitHead(1);
    } finally {
      asSuperuser("ALTER ROLE \"" + database.connections().settings().user() + "\" LOGIN");
    }
  }

  @Test
  void aDiskThatIsFullForAWhileIsNoFaultOfAnEvent() throws SQLException {
    // counts what is rolled back, too
    asSuperuser("CREATE SEQUENCE public.refusals");
    asSuperuser("GRANT ALL ON SEQUENCE public.refusals TO PUBLIC");
    asSuperuser(
        "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM nextval('public.refusals');"
            + " RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$");
    asSuperuser(
        "CREATE TRIGGER full_disk BEFORE INSERT ON commitcast.events FOR EACH STATEMENT"
            + " EXECUTE FUNCTION public.full()");
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      capture(writer, "s", "{}", 3);
      await().until(() -> database.number("SELECT last_value FROM public.refusals") >= 5);
      assertThat(sequencer.status().trouble()).contains("53100");
      assertThat(sequencer.status().heldEvents()).isZero();
      asSuperuser("DROP FUNCTION public.full() CASCADE");
      database.awaitHead(3);
      assertThat(database.number("SELECT count(DISTINCT sequenced_at) FROM commitcast.events"))
          .as("batches of one transaction")
          .isEqualTo(1);
      await().until(() -> sequencer.status().trouble().isEmpty());
    } finally {
      asSuperuser("DROP FUNCTION IF EXISTS public.full() CASCADE");
      asSuperuser("DROP SEQUENCE public.refusals");
    }
  }

  @Test
  void aPromiseOfTheFutureThatAClockLeftBehindEndsWithOneSafetyDrain() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      asSuperuser(
          "SELECT setval('commitcast.awake_until',"
              + " (extract(epoch FROM clock_timestamp() + interval '1 hour') * 1000)::bigint)");
      capture(writer, "s", "{}");
      database.awaitHead(1);
      await().until(() -> database.number("SELECT last_value FROM commitcast.awake_until") == 0);
      assertThat(sequencer.status().missedWakeUps()).isEqualTo(1);
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      capture(writer, "s", "{}");
      database.awaitHead(2);
      assertThat(sequencer.status().missedWakeUps()).isEqualTo(1);
    }
  }

  @Test
  void twoThatBothBelieveToLeadStillWriteOneLog() throws Exception {
    AtomicInteger collisions = new AtomicInteger();
    List<Thread> leaders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int which = i;
      Thread leader = new Thread(() -> drain(which, collisions));
      leaders.add(leader);
    }
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      String stream = "w" + w;
      writers.add(new Thread(() -> write(stream)));
    }
    leaders.forEach(Thread::start);
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    database.awaitHead(1_200, Duration.ofSeconds(90));
    for (Thread leader : leaders) {
      leader.interrupt();
      leader.join();
    }
    assertThat(database.number("SELECT count(*) FROM commitcast.events")).isEqualTo(1_200);
    assertThat(database.pending()).isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM (SELECT (data->>'n')::int AS n, row_number()"
                    + " OVER (PARTITION BY aggregate_id ORDER BY version) AS place"
                    + " FROM commitcast.events) AS e WHERE n <> place"))
        .as("events out of their stream's order")
        .isZero();
  }

  private static void drain(int which, AtomicInteger collisions) {
    try (Connection connection =
            database
                .connections()
                .open("two", Map.of("commitcast.sequencing", "on", "enable_seqscan", "off"));
        Drain drain = new Drain(connection, database.schemas())) {
      int round = 0;
      while (!Thread.currentThread().isInterrupted()) {
        try {
          String id = "%021d%d".formatted(round++, which);
          drain.move(new DrainRequest(ScanWindow.WIDE_OPEN, 1_000, 1 << 20, id, true));
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isIn("23505", "40P01");
          collisions.incrementAndGet();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("A leader ended.", e);
    }
  }

  private static void write(String stream) {
    try (Connection connection = database.connect()) {
      for (int n = 1; n <= 300; n++) {
        capture(connection, stream, "{\"n\": " + n + "}");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("A writer failed.", e);
    }
  }

  private static void takeAll(List<Connection> taken) {
    try {
      while (taken.size() < 100) {
        taken.add(database.connect());
      }
    } catch (SQLException expected) {
      assertThat(expected.getSQLState()).isEqualTo("53300");
    }
  }

  private static Connection superuser() throws SQLException {
    Connection superuser = server.superuserConnection(LocalPostgres.DATABASE);
    run(superuser, "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
    return superuser;
  }

  private static void asSuperuser(String command) throws SQLException {
    try (Connection superuser = superuser()) {
      run(superuser, command);
    }
  }

  private static void run(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
