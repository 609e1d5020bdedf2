package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A writer needs no right, notices nothing, and wakes the sequencer only while it sleeps. */
@Timeout(120)
class WritersIT {
  private static WatchedDatabase database;

  @BeforeAll
  static void migrate() throws SQLException {
    database = new WatchedDatabase();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @BeforeEach
  void aWatchedTable() throws SQLException {
    database.execute(
        "CREATE TABLE public.t (id int PRIMARY KEY, a text, doc json)",
        "SELECT commitcast.watch('t', 't', room => 'r:{a}')",
        "SELECT setval('commitcast.awake_until', 0)");
  }

  @AfterEach
  void dropIt() throws SQLException {
    database.execute("DROP TABLE t");
    database.captured();
  }

  @Test
  void needsNoRightOnTheLog() throws SQLException {
    try (Connection writer = database.superuser()) {
      WatchedDatabase.execute(
          writer,
          "DROP ROLE IF EXISTS writer_of_capture",
          "CREATE ROLE writer_of_capture",
          "GRANT ALL ON public.t, public.t TO writer_of_capture",
          "SET ROLE writer_of_capture",
          "INSERT INTO public.t VALUES (1, 'x')",
          "UPDATE public.t SET a = 'y'",
          "DELETE FROM public.t",
          "TRUNCATE public.t");
      assertThatThrownBy(() -> WatchedDatabase.execute(writer, "TABLE commitcast.pending_events"))
          .hasMessageContaining("permission denied");
      WatchedDatabase.execute(
          writer, "RESET ROLE", "DROP OWNED BY writer_of_capture", "DROP ROLE writer_of_capture");
    }
    // an update that moves the row between rooms is two
    assertThat(database.captured()).hasSize(5);
  }

  @Test
  void cannotSlipInOperatorsOfItsOwn() throws SQLException {
    try (Connection writer = database.open()) {
      WatchedDatabase.execute(
          writer,
          "CREATE SCHEMA trap",
          "CREATE FUNCTION trap.shout(text, text) RETURNS text LANGUAGE plpgsql AS"
              + " $$ BEGIN RAISE EXCEPTION 'trapped'; END $$",
          "CREATE OPERATOR trap.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.shout)",
          "CREATE FUNCTION trap.concat(VARIADIC text[]) RETURNS text LANGUAGE plpgsql AS"
              + " $$ BEGIN RAISE EXCEPTION 'trapped'; END $$",
          "SET search_path = trap, pg_catalog",
          "INSERT INTO public.t VALUES (1, 'x')");
    }
    assertThat(database.captured()).extracting(Captured::room).containsExactly("r:x");
    database.execute("DROP SCHEMA trap CASCADE");
  }

  @Test
  void inRepeatableReadIsCapturedAndWakesTheSequencer() throws SQLException {
    try (Connection listener = database.open();
        Connection writer = database.open()) {
      WatchedDatabase.execute(listener, "LISTEN commitcast_wake");
      WatchedDatabase.execute(
          writer, "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM t");
      database.execute("SELECT setval('commitcast.awake_until', 9000000000000)");
      WatchedDatabase.execute(writer, "INSERT INTO t VALUES (1)");
      database.execute("SELECT setval('commitcast.awake_until', 0)");
      WatchedDatabase.execute(writer, "INSERT INTO t VALUES (2)", "COMMIT");

      assertThat(heard(listener)).containsExactly(tuple("commitcast_wake", ""));
    }
    assertThat(database.captured()).hasSize(2);
  }

  @Test
  void wakesTheSequencerOncePerTransactionAndOnlyWhileItSleeps() throws SQLException {
    try (Connection listener = database.open()) {
      WatchedDatabase.execute(listener, "LISTEN commitcast_wake");
      database.execute("INSERT INTO t SELECT generate_series(1, 100)");
      assertThat(heard(listener)).hasSize(1);

      database.execute("SELECT setval('commitcast.awake_until', 9000000000000)");
      database.execute("DELETE FROM t");
      assertThat(heard(listener)).isEmpty();

      database.execute(
          "SELECT setval('commitcast.awake_until', 0)",
          "SET commitcast.notify = off",
          "INSERT INTO t VALUES (1)",
          "RESET commitcast.notify");
      assertThat(heard(listener)).isEmpty();

      database.execute(
          "SELECT commitcast.watch('t', 't', when_changed => '{a}')", "UPDATE t SET doc = '1'");
      assertThat(heard(listener)).isEmpty();
    }
    assertThat(database.captured()).hasSize(201);
  }

  @Test
  void whoNeverHadASequencerIsWokenToo() throws SQLException {
    database.execute("ALTER SEQUENCE commitcast.awake_until RESTART");
    try (Connection listener = database.open()) {
      WatchedDatabase.execute(listener, "LISTEN commitcast_wake");
      database.execute("INSERT INTO t VALUES (1)");
      assertThat(heard(listener)).hasSize(1);
    }
  }

  @Test
  void mayPrepareATransactionWithoutNotify() throws SQLException {
    try (LocalPostgres server =
        LocalPostgres.builder().setting("max_prepared_transactions", "2").start()) {
      PostgresDatabase own =
          new PostgresDatabase(
              "127.0.0.1",
              server.port(),
              LocalPostgres.OWNER,
              LocalPostgres.OWNER,
              LocalPostgres.OWNER);
      try (WatchedDatabase prepared = new WatchedDatabase(own, SchemaNames.DEFAULT)) {
        prepared.execute(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "SELECT commitcast.watch('t', 't')",
            "SET commitcast.notify = off",
            "BEGIN",
            "INSERT INTO t VALUES (1)",
            "PREPARE TRANSACTION 'one'");
        assertThat(prepared.captured()).isEmpty();
        prepared.execute("COMMIT PREPARED 'one'");
        assertThat(prepared.captured()).hasSize(1);
      }
    }
  }

  @Test
  void saysWhoWhyAndInWhichTrace() throws SQLException {
    database.execute(
        "BEGIN",
        "SET LOCAL commitcast.actor = 'ada'",
        "SET LOCAL commitcast.traceparent = '00-1-2-01'",
        "INSERT INTO t VALUES (1)",
        "COMMIT",
        "INSERT INTO t VALUES (2)");

    assertThat(database.ask("SELECT metadata FROM commitcast.pending_events ORDER BY seq"))
        .containsExactly("{\"actor\": \"ada\", \"traceparent\": \"00-1-2-01\"}", null);
  }

  @Test
  void spendsNoTransactionIdOnTheSafetyBlock() throws SQLException {
    database.execute("BEGIN");
    String before = database.askOne("SELECT pg_current_xact_id()");
    database.execute("INSERT INTO t SELECT generate_series(1, 100)", "COMMIT");
    String after = database.askOne("SELECT pg_current_xact_id()");

    assertThat(Long.parseLong(after) - Long.parseLong(before)).isEqualTo(1);
  }

  private static List<Tuple> heard(Connection listener) throws SQLException {
    // an answer comes after every notification of transactions that committed before
    WatchedDatabase.execute(listener, "SELECT 1");
    List<Tuple> heard = new ArrayList<>();
    for (PGNotification one : listener.unwrap(PGConnection.class).getNotifications()) {
      heard.add(tuple(one.getName(), one.getParameter()));
    }
    return heard;
  }
}
