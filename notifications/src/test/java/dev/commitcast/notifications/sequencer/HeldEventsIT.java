package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.TestSettings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event that the log refuses waits, with what must come after it, and nothing else does. */
@Timeout(120)
class HeldEventsIT {
  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @BeforeEach
  void poison() throws SQLException {
    database.empty();
    asSuperuser(
        "ALTER TABLE commitcast.events ADD CONSTRAINT poison CHECK (event_type <> 'poison')"
            + " NOT VALID");
  }

  @AfterEach
  void cure() throws SQLException {
    asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT IF EXISTS poison");
  }

  @Test
  void whatMustComeAfterARefusedEventWaitsAndTheRestGoesOn() throws SQLException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Journal journal =
        new Journal(
            Clock.systemUTC(), Level.INFO, new PrintStream(lines, true, StandardCharsets.UTF_8));
    try (RunningSequencer sequencer =
        RunningSequencer.on(database, SequencerSettings.defaults("test"), journal)) {
      write("a:fine", "b:fine");
      write("b:fine", "c:poison");
      // touches b and c, which wait
      write("d:fine", "b:later");
      // touches d, which waits by now
      write("d:latest");
      write("e:fine", "f:fine");
      await().untilAsserted(() -> assertThat(moved()).containsExactly("a", "b", "e", "f"));
      await().until(() -> sequencer.status().heldEvents() == 5);
      write("c:late");
      write("g:fine");
      await().untilAsserted(() -> assertThat(moved()).containsExactly("a", "b", "e", "f", "g"));
      await().until(() -> sequencer.status().heldEvents() == 6);
      await()
          .untilAsserted(
              () ->
                  assertThat(sequencer.status().trouble())
                      .contains(
                          "6 events", "4 transactions", "stream c", "23514", "constraint poison"));
      await().until(() -> sequencer.status().state() == SequencerState.ASLEEP);
      asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT poison");
      database.awaitHead(11, Duration.ofSeconds(40));
      assertThat(moved()).containsExactly("a", "b", "e", "f", "g", "b", "c", "d", "b", "d", "c");
      await().until(() -> sequencer.status().trouble().isEmpty());
      assertThat(sequencer.status().heldEvents()).isZero();
      assertThat(sequencer.status().missedWakeUps()).isZero();
    }
    assertThat(lines.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("\"event_held\""))
        .singleElement()
        .asString()
        .contains("\"type\":\"poison\"", "\"stream\":\"c\"", "\"seq\"", "23514")
        .doesNotContain("Failing row");
    assertThat(tornTransactions()).isZero();
  }

  @Test
  void anotherNodeFindsTheRefusedOnesAnew() throws SQLException {
    try (RunningSequencer first = RunningSequencer.on(database)) {
      write("a:poison");
      write("b:fine");
      database.awaitHead(1);
      await().until(() -> first.status().heldEvents() == 1);
    }
    try (RunningSequencer second = RunningSequencer.on(database)) {
      write("a:later");
      write("c:fine");
      database.awaitHead(2);
      await().until(() -> second.status().heldEvents() == 2);
      assertThat(moved()).containsExactly("b", "c");
    }
  }

  @Test
  void anOperatorMayRemoveARefusedEvent() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database)) {
      write("a:poison");
      write("a:later");
      write("b:fine");
      database.awaitHead(1);
      await().until(() -> sequencer.status().heldEvents() == 2);
      database.run("DELETE FROM commitcast.pending_events WHERE event_type = 'poison'");
      database.awaitHead(2, Duration.ofSeconds(40));
      assertThat(moved()).containsExactly("b", "a");
      await().until(() -> sequencer.status().trouble().isEmpty());
    }
  }

  @Test
  void theRestOfATransactionLargerThanABatchIsHeldBackToo() throws SQLException {
    try (RunningSequencer sequencer = RunningSequencer.on(database, TestSettings.withBatch(4, 4))) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        events.add("big" + i + ":fine");
      }
      events.add("big9:poison");
      write(events.toArray(String[]::new));
      write("other:fine");
      await().untilAsserted(() -> assertThat(moved()).contains("other"));
      await().until(() -> sequencer.status().heldEvents() > 0);
      await().until(() -> sequencer.status().trouble().contains("stream big9"));
      asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT poison");
      database.awaitHead(11, Duration.ofSeconds(40));
    }
    assertThat(database.number("SELECT count(DISTINCT aggregate_id) FROM commitcast.events"))
        .isEqualTo(11);
  }

  @Test
  void aTriggerThatRaisesAnythingIsNoReasonToStop() throws SQLException {
    asSuperuser(
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION 'no %', NEW.data USING ERRCODE = 'ZZ001'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON commitcast.events FOR EACH ROW"
            + " WHEN (NEW.event_type = 'odd') EXECUTE FUNCTION public.refuse()");
    try (RunningSequencer sequencer = RunningSequencer.on(database)) {
      write("a:odd");
      write("b:fine");
      database.awaitHead(1);
      await().until(() -> sequencer.status().trouble().contains("ZZ001"));
      asSuperuser("DROP TRIGGER refuse ON commitcast.events", "DROP FUNCTION public.refuse()");
      database.awaitHead(2, Duration.ofSeconds(40));
    } finally {
      asSuperuser("DROP FUNCTION IF EXISTS public.refuse() CASCADE");
    }
  }

  @Test
  void tenThousandHeldEventsDoNotStopTheOthers() throws SQLException {
    database.run(
        "DO $$ BEGIN FOR i IN 1..1000 LOOP"
            + " INSERT INTO commitcast.pending_events (aggregate_id, event_type)"
            + " SELECT 'hot', CASE WHEN i = 1 AND j = 1 THEN 'poison' ELSE 't' END"
            + " FROM generate_series(1, 10) AS j; COMMIT; END LOOP; END $$");
    for (int i = 0; i < 40; i++) {
      write("bad" + i + ":poison");
    }
    try (RunningSequencer sequencer = RunningSequencer.on(database)) {
      await().atMost(Duration.ofSeconds(90)).until(() -> sequencer.status().heldEvents() == 10_040);
      for (int i = 0; i < 200; i++) {
        write("free" + i + ":t");
      }
      database.awaitHead(200, Duration.ofSeconds(60));
      asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT poison");
      database.awaitHead(10_240, Duration.ofSeconds(120));
      await().until(() -> sequencer.status().trouble().isEmpty());
    }
    assertThat(tornTransactions()).isZero();
    assertThat(
            database.rows(
                "SELECT event_type FROM commitcast.events WHERE aggregate_id = 'hot'"
                    + " ORDER BY version LIMIT 1"))
        .containsExactly(List.of("poison"));
  }

  @Test
  void aRefusedTransactionLargerThanOneLookDoesNotStopTheOthers() throws SQLException {
    write("first:t");
    database.run(
        "INSERT INTO commitcast.pending_events (aggregate_id, event_type)"
            + " SELECT 'giant', CASE WHEN j = 11500 THEN 'poison' ELSE 't' END"
            + " FROM generate_series(1, 12000) AS j");
    write("small1:poison");
    write("giant:t");
    write("free1:t");
    try (RunningSequencer sequencer =
        RunningSequencer.on(database, TestSettings.withBatch(20_000, 20_000))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> sequencer.status().heldEvents() == 12_002);
      write("free2:t");
      database.awaitHead(3, Duration.ofSeconds(15));
      asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT poison");
      database.awaitHead(12_005, Duration.ofSeconds(60));
    }
    assertThat(tornTransactions()).isZero();
  }

  @Test
  void whateverIsRefusedInAStormOrderAndTogethernessStay() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Thread> writers = new ArrayList<>();
    try (RunningSequencer ignored = RunningSequencer.on(database)) {
      for (int w = 0; w < 4; w++) {
        Random own = new Random(random.nextLong());
        Thread writer = new Thread(() -> storm(own));
        writers.add(writer);
        writer.start();
      }
      for (Thread writer : writers) {
        writer.join();
      }
      asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT poison");
      await().atMost(Duration.ofSeconds(60)).until(() -> database.pending() == 0);
    }
    assertThat(tornTransactions()).isZero();
    Map<String, Long> last = new HashMap<>();
    for (List<String> row :
        database.rows(
            "SELECT aggregate_id, stream_version FROM commitcast.events ORDER BY version")) {
      long version = Long.parseLong(row.get(1));
      assertThat(version).isEqualTo(last.getOrDefault(row.get(0), 0L) + 1);
      last.put(row.get(0), version);
    }
    assertThat(database.number("SELECT sum(stream_version) FROM commitcast.streams"))
        .isEqualTo(database.head());
    assertThat(database.number("SELECT count(*) FROM commitcast.events"))
        .isEqualTo(database.head());
  }

  private static void storm(Random random) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 150; i++) {
        int first = random.nextInt(40);
        int events = 1 + random.nextInt(3);
        for (int e = 0; e < events; e++) {
          statement.execute(
              "SELECT commitcast.append('s%02d', '%s')"
                  .formatted(first + e, random.nextInt(60) == 0 ? "poison" : "t"));
        }
        if (random.nextInt(10) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("A writer failed.", e);
    }
  }

  /** One transaction; each event is {@code stream:type}. */
  private static void write(String... events) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String event : events) {
        String[] parts = event.split(":");
        statement.execute(
            "INSERT INTO commitcast.pending_events (aggregate_id, event_type) VALUES ('%s', '%s')"
                .formatted(parts[0], parts[1]));
      }
      statement.execute("SELECT commitcast.wake_sequencer()");
      connection.commit();
    }
  }

  private static List<String> moved() throws SQLException {
    return database.streams();
  }

  /** Transactions whose events do not stand together. */
  private static long tornTransactions() throws SQLException {
    return database.number(
        "SELECT count(*) FROM (SELECT tx FROM commitcast.events GROUP BY tx"
            + " HAVING max(version) - min(version) + 1 <> count(*)"
            + " OR count(*) FILTER (WHERE tx_last) <> 1) AS torn");
  }

  private static void asSuperuser(String... commands) throws SQLException {
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
