package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A writer needs no right, notices nothing, and is never refused because of a watch. */
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
  void survivesWhatJsonbCannotHold() throws SQLException {
    List<String> warnings =
        warningsOf(
            "INSERT INTO t VALUES (1, 'x', '{\"nul\": \"\\u0000\"}'),"
                + " (2, 'x', '\"\\ud800\"'), (3, 'x', '{}')",
            "UPDATE t SET doc = '1e999999' WHERE id = 3");

    assertThat(warnings)
        .hasSize(2)
        .allMatch(w -> w.startsWith("A change of public.t could not be captured completely: "));
    assertThat(database.captured())
        .containsExactly(
            new Captured(
                "t:1",
                "t",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 1, \"doc\": \"{\\\"nul\\\": \\\"\\\\u0000\\\"}\"},"
                    + " \"operation\": \"INSERT\", \"incomplete\": true}",
                false),
            new Captured(
                "t:2",
                "t",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 2, \"doc\": \"\\\"\\\\ud800\\\"\"},"
                    + " \"operation\": \"INSERT\", \"incomplete\": true}",
                false),
            new Captured(
                "t:3",
                "t",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 3, \"doc\": {}}, \"operation\": \"INSERT\"}",
                false),
            new Captured(
                "t:3",
                "t",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 3, \"doc\": \"1e999999\"},"
                    + " \"operation\": \"UPDATE\", \"incomplete\": true}",
                false));
  }

  @Test
  void survivesRowsTooLargeForAnEvent() throws SQLException {
    assertThat(
            warningsOf(
                "INSERT INTO t VALUES (1, 'x', to_json(repeat('y', 17000000)))",
                "UPDATE t SET a = 'z'",
                "INSERT INTO t VALUES (2, repeat(chr(1), 270000000))"))
        .hasSize(3);

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::room, Captured::data)
        .containsExactly(
            tuple(
                "t:1",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 1}, \"operation\": \"INSERT\","
                    + " \"incomplete\": true}"),
            tuple(
                "t:1",
                "r:x",
                "{\"record\": {\"a\": \"x\", \"id\": 1}, \"operation\": \"DELETE\","
                    + " \"incomplete\": true}"),
            tuple(
                "t:1",
                "r:z",
                "{\"record\": {\"a\": \"z\", \"id\": 1}, \"operation\": \"UPDATE\","
                    + " \"incomplete\": true}"),
            tuple(
                "t:2",
                null,
                "{\"record\": {\"id\": 2, \"doc\": null}, \"operation\": \"INSERT\","
                    + " \"incomplete\": true}"));
  }

  @Test
  void survivesAWatchThatSomebodyRemovedByHand() throws SQLException {
    database.execute("DELETE FROM commitcast.watches WHERE relation = 't'::regclass");

    assertThat(warningsOf("INSERT INTO t VALUES (1, 'x', '\"\\u0000\"')")).hasSize(1);
    assertThat(database.captured()).extracting(Captured::stream).containsExactly("unknown");
  }

  @Test
  void survivesColumnsRenamedDroppedAddedAndChangedAfterWatch() throws SQLException {
    database.execute("INSERT INTO t VALUES (1, 'x', '{}')");
    database.captured();

    database.execute("ALTER TABLE t ADD COLUMN secret text DEFAULT 'unseen'");
    assertThat(warningsOf("UPDATE t SET secret = 'still unseen'")).isEmpty();
    database.execute("ALTER TABLE t RENAME COLUMN doc TO document");
    assertThat(warningsOf("UPDATE t SET a = 'y'")).hasSize(1);
    database.execute("ALTER TABLE t ALTER COLUMN id TYPE bigint");
    assertThat(warningsOf("UPDATE t SET a = 'z'")).hasSize(1);
    database.execute("ALTER TABLE t DROP COLUMN a");
    assertThat(warningsOf("DELETE FROM t")).hasSize(1);

    List<Captured> events = database.captured();
    assertThat(events)
        .extracting(Captured::stream, Captured::room)
        .containsExactly(
            tuple("t:1", "r:x"),
            tuple("t:1", "r:x"),
            tuple("t:1", "r:y"),
            tuple("t:1", "r:y"),
            tuple("t:1", "r:z"),
            tuple("t:1", null));
    assertThat(events).noneMatch(event -> event.data().contains("unseen"));
    assertThat(events.get(5).data()).contains("\"record\": {\"id\": 1}", "\"incomplete\": true");

    database.execute("SELECT commitcast.watch('t', 't')", "INSERT INTO t VALUES (2, '{}', 'seen')");
    assertThat(database.captured())
        .extracting(Captured::data)
        .containsExactly(
            "{\"record\": {\"id\": 2, \"secret\": \"seen\", \"document\": {}},"
                + " \"operation\": \"INSERT\"}");
    database.execute("ALTER TABLE t ADD COLUMN a text");
  }

  @Test
  void survivesARoomFunctionThatFails() throws SQLException {
    database.execute(
        "CREATE FUNCTION public.bad(jsonb) RETURNS text LANGUAGE plpgsql AS"
            + " $$ BEGIN RETURN 'r' || 1 / ($1 ->> 'id')::int; END $$",
        "SELECT commitcast.watch('t', 't', room_function => 'bad')");

    assertThat(warningsOf("INSERT INTO t VALUES (0), (1)", "UPDATE t SET id = -id WHERE id < 1"))
        .hasSize(2)
        .allMatch(
            w ->
                w.equals(
                    "The room function public.bad failed for a change of public.t:"
                        + " division by zero"));
    assertThat(database.captured()).extracting(Captured::room).containsExactly(null, "r1", null);

    database.execute("DROP FUNCTION bad(jsonb)");
    assertThat(warningsOf("DELETE FROM t")).hasSize(1);
    assertThat(database.captured()).hasSize(2);
  }

  @Test
  void isStillStoppedByItsOwnTimeout() throws SQLException {
    database.execute(
        "CREATE FUNCTION public.slow(jsonb) RETURNS text LANGUAGE sql AS"
            + " $$ SELECT pg_sleep(60)::text $$",
        "SELECT commitcast.watch('t', 't', room_function => 'slow')",
        "SET statement_timeout = '300ms'");

    assertThatThrownBy(() -> database.execute("INSERT INTO t VALUES (1)"))
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("57014");

    database.execute("RESET statement_timeout", "DROP FUNCTION slow(jsonb)");
  }

  @Test
  void spendsNoTransactionIdOnTheSafetyBlock() throws SQLException {
    database.execute("BEGIN");
    String before = database.askOne("SELECT pg_current_xact_id()");
    database.execute("INSERT INTO t SELECT generate_series(1, 100)", "COMMIT");
    String after = database.askOne("SELECT pg_current_xact_id()");

    assertThat(Long.parseLong(after) - Long.parseLong(before)).isEqualTo(1);
  }

  private static List<org.assertj.core.groups.Tuple> heard(Connection listener)
      throws SQLException {
    // an answer comes after every notification of transactions that committed before
    WatchedDatabase.execute(listener, "SELECT 1");
    List<org.assertj.core.groups.Tuple> heard = new ArrayList<>();
    for (PGNotification one : listener.unwrap(PGConnection.class).getNotifications()) {
      heard.add(tuple(one.getName(), one.getParameter()));
    }
    return heard;
  }

  private static List<String> warningsOf(String... statements) throws SQLException {
    List<String> warnings = new ArrayList<>();
    for (String sql : statements) {
      try (Statement statement = database.session().createStatement()) {
        statement.execute(sql);
        for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
          warnings.add(w.getMessage());
        }
      }
    }
    return warnings;
  }
}
