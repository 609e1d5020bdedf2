package dev.commitcast.persistence.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever tries to change events is refused, and the events are as they were. */
@Timeout(120)
class AttacksIT {
  private static final String REFUSED = "42501";
  private static final String IMMUTABLE = "55000";

  private static RolesDatabase database;
  private static List<String> before;

  @BeforeAll
  static void sequencesTwoEvents() throws SQLException {
    database = new RolesDatabase();
    RolesDatabase.run(
        database.owner,
        "SELECT commitcast.append('account:1', 'deposited', '{\"amount\": 10}')",
        "SELECT commitcast.append('account:1', 'deposited', '{\"amount\": 20}')");
    database.sequence();
    RolesDatabase.run(
        database.owner, "SELECT commitcast.append('account:2', 'waits', '{\"amount\": 30}')");
    before = everything();
    assertThat(before).hasSizeGreaterThan(4);
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  /** Ways to change events or what gives them their versions, for those who do not own the log. */
  static List<String> attacks() {
    return List.of(
        "UPDATE commitcast.events SET data = '{}'",
        "UPDATE commitcast.events SET data = '{}' WHERE false",
        "DELETE FROM commitcast.events",
        "TRUNCATE commitcast.events",
        "TRUNCATE commitcast.streams CASCADE",
        "INSERT INTO commitcast.events (version, id, aggregate_id, event_type, tx, tx_last,"
            + " created_at) VALUES (3, 'x', 's', 't', '1', true, now())",
        "INSERT INTO commitcast.events (version, id, aggregate_id, event_type)"
            + " VALUES (NULL, 'x', 's', 't')",
        "INSERT INTO commitcast.events (id, aggregate_id, event_type, data)"
            + " SELECT id, aggregate_id, event_type, '{}' FROM commitcast.events"
            + " ON CONFLICT (id) DO UPDATE SET data = '{}'",
        "MERGE INTO commitcast.events AS e USING (SELECT 1 AS version) AS s"
            + " ON e.version = s.version WHEN MATCHED THEN UPDATE SET data = '{}'",
        "MERGE INTO commitcast.events AS e USING (SELECT 1 AS version) AS s"
            + " ON e.version = s.version WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM commitcast.events RETURNING *) SELECT * FROM gone",
        "SELECT * FROM commitcast.events FOR UPDATE",
        "SELECT commitcast.expire_events(now() + interval '1 day')",
        "UPDATE commitcast.pending_events SET data = '{}'",
        "DELETE FROM commitcast.pending_events",
        "INSERT INTO commitcast.pending_events (aggregate_id, event_type) VALUES ('s', 't')",
        "UPDATE commitcast.streams SET stream_version = 0",
        "DELETE FROM commitcast.streams",
        "UPDATE commitcast.sequencer SET leader = 'me'",
        "DELETE FROM commitcast.sequencer",
        "UPDATE commitcast.log_epochs SET from_version = 0",
        "INSERT INTO commitcast.log_epochs (epoch, from_version, timeline, system_identifier,"
            + " reason) VALUES (99, 1, 1, 'x', 'forged')",
        "DELETE FROM commitcast.watches",
        "SELECT setval('commitcast.awake_until', 9000000000000000)",
        "SELECT nextval('commitcast.pending_events_seq_seq')",
        "UPDATE commitcast.flyway_schema_history SET checksum = 0");
  }

  /** Ways round the rules instead of through them. */
  static List<String> detours() {
    return List.of(
        "ALTER TABLE commitcast.events DISABLE TRIGGER events_refuse_change",
        "ALTER TABLE commitcast.events DISABLE TRIGGER ALL",
        "DROP TRIGGER events_refuse_change ON commitcast.events",
        "DROP TRIGGER events_redirect_insert ON commitcast.events",
        "CREATE TRIGGER mine BEFORE INSERT ON commitcast.events FOR EACH ROW"
            + " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE mine AS ON INSERT TO commitcast.events DO INSTEAD NOTHING",
        "CREATE TABLE pg_temp.mine () INHERITS (commitcast.events)",
        "CREATE TEMP TABLE part (LIKE commitcast.events);"
            + " ALTER TABLE commitcast.events ATTACH PARTITION part FOR VALUES IN (1)",
        "ALTER TABLE commitcast.events ADD COLUMN mine text",
        "ALTER TABLE commitcast.events RENAME TO gone",
        "ALTER TABLE commitcast.events ENABLE ROW LEVEL SECURITY",
        "DROP TABLE commitcast.events CASCADE",
        "DROP SCHEMA commitcast CASCADE",
        "CREATE TABLE commitcast.mine (id int)",
        "CREATE FUNCTION commitcast.head(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION commitcast.head() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION commitcast.refuse_change() RENAME TO gone",
        "SELECT commitcast.watch('public.messages', channel => 'mine')",
        "SELECT commitcast.unwatch('public.messages')",
        "SELECT commitcast.settle_rights()",
        "SELECT commitcast.forget_rights(current_user)",
        "SELECT commitcast.grant_application(current_user)",
        "SELECT commitcast.is_application() AND commitcast.is_reader()",
        "ALTER DEFAULT PRIVILEGES FOR ROLE commitcast GRANT ALL ON TABLES TO PUBLIC",
        "SET ROLE commitcast",
        "SET SESSION AUTHORIZATION commitcast",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET session_replication_role = replica",
        "ALTER TABLE public.messages DISABLE TRIGGER ALL",
        "TRUNCATE public.bookings",
        "COPY commitcast.events TO PROGRAM 'true'",
        "BEGIN; LOCK TABLE commitcast.events IN ACCESS EXCLUSIVE MODE");
  }

  @ParameterizedTest
  @MethodSource({"attacks", "detours"})
  void anApplicationIsRefused(String attack) throws SQLException {
    assertRefused(database.application, attack);
  }

  @ParameterizedTest
  @MethodSource({"attacks", "detours"})
  void aReaderIsRefused(String attack) throws SQLException {
    assertRefused(database.reader, attack);
  }

  @ParameterizedTest
  @MethodSource({"attacks", "detours"})
  void aStrangerIsRefused(String attack) throws SQLException {
    assertRefused(database.stranger, attack);
  }

  /** What a reader cannot do besides. */
  static List<String> writes() {
    return List.of(
        "SELECT commitcast.append('account:1', 'deposited', '{}')",
        "INSERT INTO commitcast.events (id, aggregate_id, event_type) VALUES ('x', 's', 't')",
        "SELECT commitcast.wake_sequencer()",
        "SELECT * FROM commitcast.pending_events",
        "SELECT * FROM commitcast.subscriptions",
        "SELECT * FROM commitcast.flyway_schema_history",
        "UPDATE commitcast.subscriptions SET checkpoint = 0",
        "DELETE FROM commitcast.parked_events",
        "SELECT * FROM public.users",
        "INSERT INTO public.merchants (id, name) VALUES ('1', 'x')");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aReaderOnlyReads(String attack) throws SQLException {
    assertRefused(database.reader, attack);
  }

  /** Changes that the owner's own session is refused, until it takes the triggers away. */
  static List<String> changesByTheOwner() {
    return List.of(
        "UPDATE commitcast.events SET data = '{}'",
        "UPDATE commitcast.events SET data = '{}' WHERE false",
        "DELETE FROM commitcast.events",
        "TRUNCATE commitcast.events",
        "TRUNCATE commitcast.events CASCADE",
        "TRUNCATE commitcast.streams CASCADE",
        "DELETE FROM commitcast.streams",
        "INSERT INTO commitcast.events (version, id, aggregate_id, event_type, tx, tx_last,"
            + " created_at) VALUES (3, 'x', 's', 't', '1', true, now())",
        "INSERT INTO commitcast.events (id, aggregate_id, event_type, data)"
            + " SELECT id, aggregate_id, event_type, '{}' FROM commitcast.events"
            + " ON CONFLICT (id) DO UPDATE SET data = '{}'",
        "MERGE INTO commitcast.events AS e USING (SELECT 1 AS version) AS s"
            + " ON e.version = s.version WHEN MATCHED THEN UPDATE SET data = '{}'",
        "MERGE INTO commitcast.events AS e USING (SELECT 1 AS version) AS s"
            + " ON e.version = s.version WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM commitcast.events RETURNING *) SELECT * FROM gone");
  }

  @ParameterizedTest
  @MethodSource("changesByTheOwner")
  void evenTheOwnerIsRefused(String attack) throws SQLException {
    assertState(database.owner, attack, state -> IMMUTABLE);
  }

  /** Functions that act for the owner must not meet what a session has put in their way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT commitcast.append('account:3', 'opened', '{}')",
        "INSERT INTO commitcast.events (id, aggregate_id, event_type) VALUES ('z', 's', 't')",
        "SELECT commitcast.finish_import()",
        "SELECT commitcast.begin_import(), commitcast.finish_import()",
        "SELECT commitcast.delete_stream('account:1')",
        "SELECT commitcast.truncate_stream('account:1', 1)",
        "SELECT commitcast.set_stream_metadata('account:1', '{}')",
        "SELECT commitcast.wake_sequencer()"
      })
  void nobodysOwnCodeRunsAsTheOwner(String call) throws SQLException {
    try (Connection session = database.as(database.application)) {
      RolesDatabase.run(
          session,
          """
          CREATE FUNCTION pg_temp.trap(anyelement) RETURNS text LANGUAGE plpgsql AS $$
          BEGIN
            RAISE WARNING 'trapped %', current_user;
            RETURN 'trapped';
          END $$;
          CREATE FUNCTION pg_temp.trap() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            RAISE WARNING 'trapped %', current_user;
            RETURN NEW;
          END $$;
          CREATE FUNCTION pg_temp.set_config(text, text, boolean) RETURNS text LANGUAGE sql
            AS $$ SELECT pg_temp.trap(1) $$;
          CREATE FUNCTION pg_temp.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql
            AS $$ SELECT pg_temp.trap(1) $$;
          CREATE VIEW pg_temp.commitcast_import AS
            SELECT 1 AS place, pg_temp.trap(1) AS stream, 'i'::text AS id, 't'::text AS event_type,
              '{}'::jsonb AS data, '{}'::jsonb AS metadata, NULL::text AS room,
              now() AS created_at;
          CREATE TEMP TABLE events (version bigint);
          CREATE TEMP TABLE streams (stream_id text);
          CREATE TRIGGER trap BEFORE INSERT OR UPDATE ON pg_temp.streams
            FOR EACH ROW EXECUTE FUNCTION pg_temp.trap();
          GRANT ALL ON pg_temp.commitcast_import, pg_temp.events, pg_temp.streams TO PUBLIC;
          SET search_path = pg_temp, public, commitcast, pg_catalog;
          """);
      session.setAutoCommit(false);
      try (Statement statement = session.createStatement()) {
        try {
          statement.execute(call);
        } catch (SQLException refused) {
          assertThat(refused.getSQLState())
              .as(refused.getMessage())
              .isIn("55000", "42P07", "42501", "42809");
        }
        for (SQLWarning at = statement.getWarnings(); at != null; at = at.getNextWarning()) {
          assertThat(at.getMessage()).as("who ran the session's code").doesNotContain("commitcast");
        }
      } finally {
        session.rollback();
      }
    }
  }

  /** PostgreSQL only warns here. */
  @Test
  void whoeverGivesAwayWhatIsNotTheirsGivesNothing() throws SQLException {
    for (String role : List.of(database.application, database.reader)) {
      try (Connection session = database.as(role)) {
        RolesDatabase.run(session, "GRANT ALL ON commitcast.events TO PUBLIC");
      }
    }
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT a.privilege_type FROM pg_class AS c, aclexplode(c.relacl) AS a"
                    + " WHERE c.oid = 'commitcast.events'::regclass AND a.grantee = 0"))
        .isEmpty();
  }

  /** The settings of the sequencer and of retention are no keys: rights on the tables are. */
  private static void assertRefused(String role, String attack) throws SQLException {
    for (String settings :
        List.of(
            "SET commitcast.sequencing = 'off'",
            "SET commitcast.sequencing = 'on'",
            "SET commitcast.retention = 'on'")) {
      try (Connection session = database.as(role)) {
        RolesDatabase.run(session, settings);
        assertState(session, attack, state -> state.equals("42809") ? state : REFUSED);
      }
    }
  }

  private static void assertState(
      Connection session, String attack, Function<String, String> expected) throws SQLException {
    SQLException refusal =
        catchThrowableOfType(SQLException.class, () -> RolesDatabase.run(session, attack));
    assertThat((Throwable) refusal).as(attack).isNotNull();
    assertThat(refusal.getSQLState())
        .as(attack + ": " + refusal.getMessage())
        .isEqualTo(expected.apply(refusal.getSQLState()));
    assertThat(everything()).isEqualTo(before);
  }

  private static List<String> everything() throws SQLException {
    return RolesDatabase.ask(
        database.owner,
        "SELECT e::text FROM commitcast.events AS e UNION ALL"
            + " SELECT p::text FROM commitcast.pending_events AS p UNION ALL"
            + " SELECT s::text FROM commitcast.streams AS s UNION ALL"
            + " SELECT q::text FROM commitcast.sequencer AS q UNION ALL"
            + " SELECT l::text FROM commitcast.log_epochs AS l UNION ALL"
            + " SELECT w::text FROM commitcast.watches AS w ORDER BY 1");
  }
}
