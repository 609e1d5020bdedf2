package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What {@code watch} refuses, and that it says what helps. */
@Timeout(120)
class RefusalsIT {
  private static WatchedDatabase database;

  @BeforeAll
  static void tablesOfAllKinds() throws SQLException {
    database = new WatchedDatabase();
    database.execute(
        "CREATE TABLE public.t (id int PRIMARY KEY, a int, b text)",
        "CREATE TABLE public.keyless (id int)",
        "CREATE VIEW public.v AS SELECT * FROM t",
        "CREATE MATERIALIZED VIEW public.m AS SELECT * FROM t",
        "CREATE SEQUENCE public.s",
        "CREATE TEMP TABLE temporary (id int PRIMARY KEY)",
        "CREATE FUNCTION public.wrong_result(jsonb) RETURNS int LANGUAGE sql RETURN 1",
        "CREATE FUNCTION public.wrong_argument(text) RETURNS text LANGUAGE sql RETURN 'x'",
        "CREATE FUNCTION public.a_set(jsonb) RETURNS SETOF text LANGUAGE sql RETURN 'x'",
        "CREATE FUNCTION public.good(jsonb) RETURNS text LANGUAGE sql RETURN 'x'");
  }

  @AfterAll
  static void nothingWasSetUp() throws SQLException {
    assertThat(
            database.askOne(
                "SELECT count(*) FROM commitcast.watches WHERE relation <> ALL (ARRAY["
                    + "'messages', 'reactions', 'user_status', 'channel_members',"
                    + " 'bookings']::regclass[])"))
        .isEqualTo("0");
    database.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'public.v', 'c' | 42809 | public.v is a view, not a table | Watch the tables
          'public.m', 'c' | 42809 | public.m is a materialized view | Watch the tables
          'public.s', 'c' | 42809 | public.s is a sequence | Watch the tables
          'public.gone', 'c' | 42P01 | "public.gone" does not exist | ~~
          NULL, 'c' | 22004 | needs the name of a table | ~~
          0, 'c' | 42P01 | no table with the number | ~~
          'temporary', 'c' | 42809 | is temporary | its own session
          'pg_class', 'c' | 42809 | A system catalogue | ~~
          'information_schema.sql_features', 'c' | 42809 | A system catalogue | ~~
          'commitcast.events', 'c' | 42809 | tables of the log itself | ~~
          'commitcast.watches', 'c' | 42809 | tables of the log itself | ~~
          'keyless', 'c' | 55000 | public.keyless has no primary key | ADD PRIMARY KEY
          't', '' | 22023 | 1 to 255 characters | ~~
          't', NULL | 22023 | 1 to 255 characters | ~~
          't', E'a\\nb' | 22023 | no line break | ~~
          't', 'resume' | 22023 | reserved for control events | ~~
          't', 'commitcast_wake' | 22023 | reserved for the log itself | ~~
          't', 'commitcast_log' | 22023 | reserved for the log itself | ~~
          't', 'c', columns => '{a,x}' | 42703 | public.t has no column "x" for columns | It has: id, a, b.
          't', 'c', columns => ARRAY[NULL] | 42703 | has no column | It has: id, a, b.
          't', 'c', "except" => '{x}' | 42703 | no column "x" for "except" | It has: id, a, b.
          't', 'c', "except" => '{id}' | 22023 | primary key (id) of public.t cannot be left out | Take it out
          't', 'c', columns => '{a}', "except" => '{b}' | 22023 | not both | Leave columns
          't', 'c', when_changed => '{x}' | 42703 | no column "x" for when_changed | It has: id, a, b.
          't', 'c', when_changed => '{}' | 22023 | when_changed names no column | Leave it out
          't', 'c', room => 'r:{x}' | 42703 | no column "x" for room | It has: id, a, b.
          't', 'c', room => 'r:{a' | 22023 | "r:{a" cannot be read | columns in braces
          't', 'c', room => 'r:a}' | 22023 | cannot be read | columns in braces
          't', 'c', room => 'r:{}' | 22023 | cannot be read | columns in braces
          't', 'c', room => '' | 22023 | cannot be read | columns in braces
          't', 'c', room => E'a\\nb' | 22023 | cannot be read | columns in braces
          't', 'c', room => 'r', room_function => 'good' | 22023 | not from both | Leave room or
          't', 'c', room_function => 'gone' | 42883 | no function gone(jsonb) | returns the room
          't', 'c', room_function => 'wrong_argument' | 42883 | no function | takes the row as jsonb
          't', 'c', room_function => 'wrong_argument(text)' | 42P13 | does not go from jsonb | takes
          't', 'c', room_function => 'wrong_result' | 42P13 | does not go from jsonb to text | takes
          't', 'c', room_function => 'a_set' | 42P13 | does not go from jsonb to text | takes
          't', 'c', operations => '{INSERT,MERGE}' | 22023 | no operation "MERGE" | Name some of INSERT
          't', 'c', operations => '{}' | 22023 | captures nothing | Name some of INSERT
          't', 'c', operations => NULL | 22023 | captures nothing | Name some of INSERT
          't', 'c', payload => '[]' | 22023 | object of names and columns | Such as
          't', 'c', payload => '{"n": 1}' | 22023 | payload's "n" | Write a column
          't', 'c', payload => '{"operation": "a"}' | 22023 | payload's "operation" | always added
          't', 'c', payload => '{"n": "old.x"}' | 42703 | no column "x" for payload | It has
          """)
  void saysWhatIsWrongAndWhatHelps(String arguments, String state, String message, String hint) {
    ServerErrorMessage refusal = refusal("SELECT commitcast.watch(" + arguments + ")");

    assertThat(refusal.getSQLState()).isEqualTo(state);
    assertThat(refusal.getMessage()).contains(message);
    if (!hint.isEmpty()) {
      assertThat(refusal.getHint()).contains(hint);
    }
  }

  @Test
  void aReservedWordCannotBeAParameterUnlessItIsQuoted() {
    assertThat(refusal("SELECT commitcast.watch('t', 'c', except => '{a}')").getSQLState())
        .isEqualTo("42601");
  }

  @Test
  void refusesThoseWhoDoNotOwnTheLogOrMayNotTouchTheTable() throws SQLException {
    try (Connection superuser = database.superuser()) {
      WatchedDatabase.execute(
          superuser,
          "DROP ROLE IF EXISTS stranger_of_capture",
          "CREATE ROLE stranger_of_capture",
          "GRANT USAGE, CREATE ON SCHEMA public, commitcast TO stranger_of_capture",
          "SET ROLE stranger_of_capture",
          "CREATE TABLE public.foreign_table (id int PRIMARY KEY)");

      assertThat(refusal(superuser, "SELECT commitcast.watch('public.t', 'c')"))
          .satisfies(r -> assertThat(r.getSQLState()).isEqualTo("42501"))
          .satisfies(r -> assertThat(r.getHint()).contains("Do it as commitcast"));
      assertThat(refusal(superuser, "SELECT commitcast.unwatch('public.t')").getSQLState())
          .isEqualTo("42501");
      assertThat(refusal("SELECT commitcast.watch('foreign_table', 'c')"))
          .satisfies(r -> assertThat(r.getSQLState()).isEqualTo("42501"))
          .satisfies(
              r ->
                  assertThat(r.getHint())
                      .contains("GRANT TRIGGER ON public.foreign_table TO commitcast;"));

      WatchedDatabase.execute(superuser, "GRANT TRIGGER ON foreign_table TO commitcast");
      database.execute("SELECT commitcast.watch('foreign_table', 'c')");
      WatchedDatabase.execute(superuser, "INSERT INTO public.foreign_table VALUES (1)");
      assertThat(database.captured())
          .extracting(Captured::stream)
          .containsExactly("foreign_table:1");
      assertThat(database.askOne("SELECT commitcast.unwatch('foreign_table')")).isEqualTo("1");

      WatchedDatabase.execute(
          superuser,
          "RESET ROLE",
          "DROP OWNED BY stranger_of_capture",
          "DROP ROLE stranger_of_capture");
    }
  }

  @Test
  void aMemberOfTheOwningRoleMayWatchAndTheOwnerKeepsTheFunction() throws SQLException {
    try (Connection superuser = database.superuser()) {
      WatchedDatabase.execute(
          superuser,
          "DROP ROLE IF EXISTS member_of_capture",
          "CREATE ROLE member_of_capture",
          "GRANT commitcast TO member_of_capture",
          "SET ROLE member_of_capture",
          "SELECT commitcast.watch('public.t', 'c')");
    }
    assertThat(
            database.askOne(
                "SELECT proowner::regrole FROM pg_proc WHERE proname = 'capture_' ||"
                    + " (SELECT id FROM commitcast.watches WHERE channel = 'c')"))
        .isEqualTo("commitcast");
    database.execute("SELECT commitcast.unwatch('public.t')");
    try (Connection superuser = database.superuser()) {
      WatchedDatabase.execute(superuser, "DROP ROLE member_of_capture");
    }
  }

  private static ServerErrorMessage refusal(String sql) {
    return refusal(database.session(), sql);
  }

  private static ServerErrorMessage refusal(Connection connection, String sql) {
    return catchThrowableOfType(PSQLException.class, () -> WatchedDatabase.execute(connection, sql))
        .getServerErrorMessage();
  }
}
