package dev.commitcast.persistence.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.persistence.config.SchemaNames;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** What the roles are for, and what nobody may forget when something is added. */
@Timeout(120)
class RolesIT {
  private static final SchemaNames NAMES = new SchemaNames("shop", "shop_log");

  private static RolesDatabase database;

  @BeforeAll
  static void open() throws SQLException {
    database = new RolesDatabase(NAMES);
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @Test
  void anApplicationAppendsReadsAndWorksOnItsTables() throws Exception {
    try (Connection session = database.as(database.application)) {
      RolesDatabase.run(
          session,
          "SELECT shop_log.append('app:1', 'deposited', '{}')",
          "INSERT INTO shop_log.events (id, aggregate_id, event_type, data)"
              + " VALUES ('one', 'app:1', 'deposited', '{}')",
          "INSERT INTO shop.merchants (id, name) VALUES ('42', 'Salon')",
          "UPDATE shop.merchants SET name = 'Salon 42' WHERE id = '42'",
          "INSERT INTO shop.users (id, auth0_id, email, username) VALUES"
              + " ('01JD00000000000000000000AD', 'a', 'a@example.com', 'ada')",
          "INSERT INTO shop.channels (id, name) VALUES ('01JD0000000000000000GENERA', 'g')",
          "INSERT INTO shop.messages (id, channel_id, user_id, content) VALUES"
              + " ('01JD000000000000000000000M', '01JD0000000000000000GENERA',"
              + " '01JD00000000000000000000AD', 'hello')",
          "DELETE FROM shop.messages",
          "INSERT INTO shop_log.subscriptions (name) VALUES ('mails')",
          "UPDATE shop_log.subscriptions SET checkpoint = 1",
          "DELETE FROM shop_log.subscriptions",
          "LISTEN shop_log_log");
      database.sequence();
      assertThat(
              RolesDatabase.ask(
                  session,
                  "SELECT event_type FROM shop_log.events"
                      + " WHERE aggregate_id = 'app:1' OR event_type = 'message_change'"))
          .containsExactlyInAnyOrder("deposited", "deposited", "message_change", "message_change");
      assertThat(RolesDatabase.ask(session, "SELECT head >= 4 FROM shop_log.log_state"))
          .containsExactly("t");
    }
  }

  /** PostgreSQL's own limit, where row security is on and the role is not the owner. */
  @Test
  void copyIntoProtectedTablesIsTheOwnersAndEverybodysWithoutRowSecurity() throws Exception {
    try (Connection session = database.as(database.application)) {
      assertThatThrownBy(() -> copies(session, "copied"))
          .hasMessageContaining("COPY FROM not supported with row-level security");
      copies(database.owner, "copied");
      RolesDatabase.run(database.owner, "SELECT shop_log.revoke_requests('shop_log_requests')");
      try {
        copies(session, "copied too");
      } finally {
        RolesDatabase.run(database.owner, "SELECT shop_log.grant_requests('shop_log_requests')");
      }
    }
  }

  private static void copies(Connection session, String id) throws Exception {
    session
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY shop_log.events (id, aggregate_id, event_type) FROM STDIN",
            new ByteArrayInputStream((id + "\tcopied:1\tdone\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aCopyWithVersionsIsRefusedEvenWhenTheSessionSaysThatItSequences() throws SQLException {
    try (Connection session = database.as(database.application)) {
      RolesDatabase.run(session, "SET commitcast.sequencing = 'on'");
      PGConnection driver = session.unwrap(PGConnection.class);

      assertThatThrownBy(() -> driver.getCopyAPI().copyIn("COPY shop_log.events FROM STDIN"))
          .hasMessageContaining("permission denied");
      // and without a version there is none that it could take
      assertThat(
              catchThrowableOfType(
                      SQLException.class,
                      () ->
                          RolesDatabase.run(
                              session,
                              "INSERT INTO shop_log.events (id, aggregate_id, event_type)"
                                  + " VALUES ('x', 's', 't')"))
                  .getSQLState())
          .isEqualTo("23502");
    }
  }

  @Test
  void aReaderSeesEventsAndStreams() throws SQLException {
    RolesDatabase.run(database.owner, "SELECT shop_log.append('account:1', 'deposited', '{}')");
    database.sequence();
    try (Connection session = database.as(database.reader)) {
      for (String relation :
          List.of("events", "streams", "stream_events", "log_epochs", "log_state")) {
        assertThat(RolesDatabase.ask(session, "SELECT count(*) > 0 FROM shop_log." + relation))
            .as(relation)
            .containsExactly("t");
      }
    }
  }

  @Test
  void tablesAndFunctionsThatCameLaterAreCovered() throws SQLException {
    RolesDatabase.run(
        database.owner,
        "CREATE TABLE shop_log.later (id bigserial PRIMARY KEY, name text)",
        "CREATE VIEW shop_log.later_names AS SELECT name FROM shop_log.later",
        "CREATE FUNCTION shop_log.act_later() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
            + " SET search_path = pg_catalog, pg_temp AS 'SELECT 1::bigint'",
        "SELECT shop_log.settle_rights()");

    try (Connection session = database.as(database.application)) {
      RolesDatabase.run(
          session,
          "INSERT INTO shop_log.later (name) VALUES ('x')",
          "SELECT * FROM shop_log.later_names",
          "SELECT shop_log.act_later()");
    }
    try (Connection session = database.as(database.reader)) {
      for (String sql : List.of("SELECT shop_log.act_later()", "SELECT * FROM shop_log.later")) {
        assertThat(
                catchThrowableOfType(SQLException.class, () -> RolesDatabase.run(session, sql))
                    .getSQLState())
            .isEqualTo("42501");
      }
    }
    RolesDatabase.run(
        database.owner,
        "DROP VIEW shop_log.later_names",
        "DROP TABLE shop_log.later",
        "DROP FUNCTION shop_log.act_later()");
  }

  /** Whoever adds one decides here, and in the lists of the migration if it is not everybody's. */
  @Test
  void everyTableHasADecision() throws SQLException {
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                    + " AND relnamespace = 'shop_log'::regnamespace"
                    + " AND relname <> ALL (shop_log.owners_tables())"))
        .as("tables of the log that applications may change")
        .allMatch(
            List.of(
                    "parked_events",
                    "projections",
                    "snapshots",
                    "subscription_consumers",
                    "subscriptions",
                    "sync_reviews",
                    "tickets",
                    "transfers")
                ::contains);
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                    + " AND relnamespace = 'shop'::regnamespace"
                    + " AND relname <> ALL (shop_log.application_tables())"))
        .as("tables of the application that applications may not change")
        .isEmpty();
  }

  /** One that acts for the owner is a door; each that stands open has been looked at. */
  @Test
  void everyFunctionThatActsForTheOwnerHasADecision() throws SQLException {
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT proname FROM pg_proc"
                    + " WHERE pronamespace = 'shop_log'::regnamespace AND prosecdef"
                    + " AND prorettype <> 'trigger'::regtype"
                    + " AND proname <> ALL (shop_log.owners_functions())"))
        .as("functions that act for the owner and may be called by applications")
        .allMatch(
            List.of(
                    "append",
                    "append_events",
                    "append_one",
                    "begin_import",
                    "delete_stream",
                    "finish_import",
                    "hold_stream",
                    "log_bounds",
                    "restore_stream",
                    "revoke_access",
                    "set_stream_metadata",
                    "truncate_stream",
                    "wake_sequencer")
                ::contains);
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT p.proname FROM pg_proc AS p,"
                    + " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a"
                    + " WHERE p.pronamespace = 'shop_log'::regnamespace AND a.grantee = 0"
                    + " AND (p.prosecdef OR p.proname = ANY (shop_log.owners_functions()))"))
        .as("of them, those that anybody may call")
        .isEmpty();
    assertThat(
            RolesDatabase.ask(
                database.owner,
                "SELECT proname FROM pg_proc WHERE pronamespace = 'shop_log'::regnamespace"
                    + " AND prosecdef AND NOT coalesce(proconfig::text, '') ~ 'search_path='"))
        .as("functions that act for the owner on the caller's search path")
        .isEmpty();
  }
}
