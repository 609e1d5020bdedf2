package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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

/** What goes wrong in capture is not the writer's: the row is written, the event holds the rest. */
@Timeout(120)
class SurvivalIT {
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
