package dev.commitcast.persistence.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the role for requests sees and writes, against an oracle that judges row by row. */
@Timeout(120)
class GuardIT {
  private static final int CALLERS = 60;
  private static final int REFUSED = -1;
  private static final RequestRole ROLE = RequestRole.named(GuardedDatabase.ROLE);

  private static final long SEED = System.nanoTime();
  private static final World WORLD = new World(new Random(SEED));
  private static GuardedDatabase database;

  @BeforeAll
  static void fillsAllTables() throws SQLException {
    System.out.println("GuardIT: seed " + SEED);
    database = new GuardedDatabase();
    GuardedDatabase.run(database.owner, WORLD.script(true));
    database.sequence();
    GuardedDatabase.run(database.owner, WORLD.script(false));
    WORLD.look(database.owner);
    assertThat(World.TABLES).noneMatch(table -> WORLD.all(table).isEmpty());
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  /** Work under a guard, taken back at the end. */
  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  private static void as(Guard guard, Work work) throws SQLException {
    try (Connection connection = database.database.connect()) {
      connection.setAutoCommit(false);
      ROLE.restrict(connection, guard);
      work.run(connection);
      connection.rollback();
    }
  }

  @Test
  void everybodySeesTheirRowsOfEachTableAndNoOther() throws SQLException {
    for (int i = 0; i < CALLERS; i++) {
      Guard guard = WORLD.anybody();
      as(
          guard,
          connection -> {
            for (String table : World.TABLES) {
              assertThat(seen(connection, table))
                  .as("%s of %s, seed %s", table, guard, SEED)
                  .isEqualTo(WORLD.visible(table, guard));
            }
          });
    }
  }

  private static Set<String> seen(Connection connection, String table) throws SQLException {
    return new HashSet<>(
        GuardedDatabase.ask(
            connection,
            "SELECT k FROM (SELECT %s FROM %s) AS t".formatted(World.columns(table), table)));
  }

  @Test
  void everyTableThatTheRoleMayTouchHasItsPoliciesAndItsOracle() throws SQLException {
    assertThat(
            GuardedDatabase.ask(
                database.owner,
                """
                SELECT n.nspname || '.' || c.relname
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('public', 'commitcast') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                  AND (CASE WHEN c.relkind = 'S'
                       THEN has_sequence_privilege('commitcast_requests', c.oid, 'SELECT, USAGE, UPDATE')
                       ELSE has_any_column_privilege('commitcast_requests', c.oid,
                           'SELECT, INSERT, UPDATE') END)
                  AND NOT (c.relrowsecurity AND EXISTS (
                      SELECT FROM pg_policy AS p
                      WHERE p.polrelid = c.oid AND NOT p.polpermissive
                        AND p.polcmd IN ('r', '*')))
                """))
        .as("relations of the role without a policy")
        .containsExactly("commitcast.log_epochs");
    assertThat(
            GuardedDatabase.ask(
                database.owner,
                "SELECT DISTINCT relation::regclass::text FROM commitcast.request_policies()"))
        .containsExactlyInAnyOrderElementsOf(
            World.TABLES.stream().map(table -> table.replace("public.", "")).toList());
    assertThat(
            GuardedDatabase.ask(
                database.owner,
                """
                SELECT p.proname FROM pg_proc AS p
                WHERE p.pronamespace = 'commitcast'::regnamespace AND p.prosecdef
                  AND p.prorettype <> 'trigger'::regtype
                  AND has_function_privilege('commitcast_requests', p.oid, 'EXECUTE')
                """))
        .as("functions that act for the owner and that the role may call")
        .containsExactly("log_bounds");
  }

  @Test
  void everybodyWritesOnlyWhatIsTheirs() throws SQLException {
    for (int i = 0; i < CALLERS; i++) {
      Guard guard = WORLD.anybody();
      as(guard, connection -> writes(connection, guard));
    }
  }

  private static void writes(Connection connection, Guard guard) throws SQLException {
    String channel = WORLD.any(WORLD.channels);
    String user = WORLD.any(WORLD.users);
    boolean self = user.equals(guard.caller());
    boolean inChannel = World.grants(guard, "channel:" + channel);
    expect(
        connection,
        guard,
        "INSERT INTO public.messages (id, channel_id, user_id, content)"
            + " VALUES ('%s', '%s', '%s', 'x')".formatted(WORLD.id(), channel, user),
        inChannel && self ? 1 : REFUSED);
    Map<String, String> message = WORLD.any(WORLD.all("public.messages"));
    boolean sees = WORLD.seesMessage(guard, message.get("id"));
    boolean mine = message.get("user_id").equals(guard.caller());
    boolean changes = sees && (mine || WORLD.moderates(guard, message.get("channel_id")));
    String where = " WHERE id = '" + message.get("id") + "'";
    expect(
        connection,
        guard,
        "UPDATE public.messages SET deleted_at = now()" + where,
        changes ? 1 : 0);
    expect(
        connection,
        guard,
        "INSERT INTO public.reactions (id, message_id, user_id, emoji) VALUES ('%s', '%s', '%s', '!')"
            .formatted(WORLD.id(), message.get("id"), user),
        sees && self ? 1 : REFUSED);
    Map<String, String> reaction = WORLD.any(WORLD.all("public.reactions"));
    expect(
        connection,
        guard,
        "DELETE FROM public.reactions WHERE id = '" + reaction.get("id") + "'",
        reaction.get("user_id").equals(guard.caller())
                && WORLD.seesMessage(guard, reaction.get("message_id"))
            ? 1
            : 0);
    expect(
        connection,
        guard,
        "UPDATE public.user_status SET status = 'busy' WHERE user_id = '" + user + "'",
        self ? 1 : 0);
    expect(
        connection,
        guard,
        "UPDATE public.user_settings SET theme = 'dark' WHERE user_id = '" + user + "'",
        self ? 1 : 0);
    expect(
        connection,
        guard,
        "UPDATE public.users SET username = 'me' WHERE id = '" + user + "'",
        self ? 1 : 0);
    bookings(connection, guard);
  }

  private static void bookings(Connection connection, Guard guard) throws SQLException {
    Map<String, String> booking = WORLD.any(WORLD.all("public.bookings"));
    String merchant = WORLD.any(WORLD.all("public.merchants")).get("id");
    String where = " WHERE id = '" + booking.get("id") + "'";
    boolean from = World.grants(guard, "merchant:" + booking.get("merchant_id"));
    boolean to = World.grants(guard, "merchant:" + merchant);
    expect(
        connection,
        guard,
        "INSERT INTO public.bookings (id, merchant_id, customer_name, service, starts_at, ends_at)"
            + " VALUES ('%s', '%s', 'c', 's', now(), now() + interval '1 h')"
                .formatted(WORLD.id(), merchant),
        to ? 1 : REFUSED);
    expect(
        connection,
        guard,
        "UPDATE public.bookings SET merchant_id = '" + merchant + "'" + where,
        !from ? 0 : to ? 1 : REFUSED);
    expect(connection, guard, "UPDATE public.bookings SET notes = 'x'" + where, from ? 1 : 0);
    expect(connection, guard, "DELETE FROM public.bookings" + where, from ? 1 : 0);
  }

  /** Rows that a statement touches, or a refusal; each leaves all as it was. */
  private static void expect(Connection connection, Guard guard, String sql, int rows)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    int touched;
    try (Statement statement = connection.createStatement()) {
      touched = statement.executeUpdate(sql);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s: %s", sql, e.getMessage()).isEqualTo("42501");
      touched = REFUSED;
    }
    connection.rollback(before);
    assertThat(touched).as("%s by %s, seed %s", sql, guard, SEED).isEqualTo(rows);
  }

  @Test
  void whatHasNoWayInIsClosed() throws SQLException {
    Guard everyRoom = new Guard(WORLD.users.get(0), Set.of(), Set.of(""), false);
    as(
        everyRoom,
        connection -> {
          for (String sql :
              Set.of(
                  "INSERT INTO public.channel_members (channel_id, user_id) VALUES ('%s', '%s')"
                      .formatted(WORLD.channels.get(0), WORLD.users.get(0)),
                  "UPDATE public.channel_members SET role = 'owner'",
                  "DELETE FROM public.channel_members",
                  "DELETE FROM public.messages",
                  "UPDATE public.messages SET user_id = '" + WORLD.users.get(0) + "'",
                  "UPDATE public.channels SET name = 'x'",
                  "UPDATE public.merchants SET name = 'x'",
                  "INSERT INTO public.users (id, auth0_id, email, username)"
                      + " VALUES ('01JD00000000000000000000ZZ', 'z', 'z', 'z')",
                  "SELECT email FROM public.users",
                  "SELECT auth0_id FROM public.users",
                  "SELECT * FROM public.users",
                  "UPDATE public.users SET email = 'x'",
                  "SELECT * FROM commitcast.stream_events",
                  "SELECT * FROM commitcast.subscriptions",
                  "SELECT * FROM commitcast.watches",
                  "INSERT INTO commitcast.events (id, aggregate_id, event_type) VALUES ('x', 's', 't')",
                  "DELETE FROM commitcast.pending_events",
                  "SELECT commitcast.append('s', 't', '{}')",
                  "SELECT commitcast.delete_stream('shop:1')",
                  "SELECT commitcast.is_request() AND commitcast.is_application()",
                  "SELECT commitcast.settle_requests()",
                  "SELECT commitcast.grant_application('commitcast_requests')",
                  "TRUNCATE public.messages",
                  "ALTER TABLE public.messages DISABLE ROW LEVEL SECURITY",
                  "DROP POLICY commitcast_requests_select ON public.messages")) {
            expect(connection, everyRoom, sql, REFUSED);
          }
        });
  }

  @Test
  void withoutSettingsNothingIsThere() throws SQLException {
    try (Connection connection = database.database.connect()) {
      connection.setAutoCommit(false);
      GuardedDatabase.run(connection, "SET LOCAL ROLE commitcast_requests");
      for (String table : World.TABLES) {
        assertThat(seen(connection, table)).as(table).isEmpty();
      }
      // nor where they are left over, empty, from a transaction before
      GuardedDatabase.run(
          connection,
          "SELECT set_config('commitcast.caller', '', true), set_config('commitcast.rooms', '', true),"
              + " set_config('commitcast.room_prefixes', '', true)");
      for (String table : World.TABLES) {
        assertThat(seen(connection, table)).as(table).isEmpty();
      }
      connection.rollback();
    }
  }

  /** The honest end of it: row security is against forgotten conditions, not against a session. */
  @Test
  void whoeverMayRunStatementsOfHisOwnIsNotStopped() throws SQLException {
    as(
        new Guard("stranger", Set.of(), Set.of(), false),
        connection -> {
          assertThat(seen(connection, "commitcast.events")).isEmpty();
          GuardedDatabase.run(
              connection, "SELECT set_config('commitcast.room_prefixes', '[\"\"]', true)");
          assertThat(seen(connection, "commitcast.events")).isNotEmpty();
          GuardedDatabase.run(connection, "RESET ROLE");
          assertThat(GuardedDatabase.ask(connection, "SELECT current_user::text"))
              .containsExactly("commitcast");
        });
  }
}
