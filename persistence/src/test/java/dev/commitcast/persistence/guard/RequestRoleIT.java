package dev.commitcast.persistence.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.migration.SchemaMigration;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the role for requests comes and goes, and whom it leaves alone. */
@Timeout(180)
class RequestRoleIT {
  private static final String MADE = "SELECT rolname FROM pg_roles WHERE rolname = '%s_requests'";

  private static DedicatedConnections connections(PostgresDatabase database, SchemaNames schemas) {
    return new DedicatedConnections(GuardedDatabase.settings(database, schemas));
  }

  @Test
  void databasesOfOneClusterShareItAndTheLastOneDropsIt() throws Exception {
    SchemaNames schemas = new SchemaNames("pair", "pair_log");
    List<PostgresDatabase> databases = new ArrayList<>();
    List<SchemaMigration> migrations = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      databases.add(PostgresFixture.freshDatabase());
      migrations.add(new SchemaMigration(connections(databases.get(i), schemas)));
    }
    atOnce(migrations.stream().map(each -> (Callable<Object>) each::migrate).toList());
    for (PostgresDatabase database : databases) {
      assertThat(finding(database, schemas).role()).contains("pair_log_requests");
    }

    migrations.get(0).rollBack();
    try (Connection any = databases.get(1).connect()) {
      assertThat(GuardedDatabase.ask(any, MADE.formatted("pair_log"))).hasSize(1);
    }
    assertThat(finding(databases.get(1), schemas).role()).isPresent();
    migrations.get(0).migrate();
    assertThat(finding(databases.get(0), schemas).role()).isPresent();

    for (SchemaMigration migration : migrations) {
      migration.rollBack();
    }
    try (Connection any = databases.get(1).connect()) {
      assertThat(GuardedDatabase.ask(any, MADE.formatted("pair_log"))).isEmpty();
    }
  }

  private static void atOnce(List<Callable<Object>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Object> each : threads.invokeAll(work)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static GuardFinding finding(PostgresDatabase database, SchemaNames schemas)
      throws SQLException {
    return new RequestRoles()
        .look(
            connections(database, schemas),
            new GuardSettings(Optional.of(GuardSettings.usualRole(schemas)), true));
  }

  @Test
  void anOwnerWhoMayNotCreateRolesMigratesAndIsToldWhatHelps() throws SQLException {
    SchemaNames schemas = new SchemaNames("plain", "plain_log");
    PostgresDatabase database = PostgresFixture.freshDatabase();
    SchemaMigration migration = new SchemaMigration(connections(database, schemas));
    try (Connection superuser = PostgresFixture.superuserConnection(database)) {
      GuardedDatabase.run(superuser, "ALTER ROLE commitcast NOCREATEROLE");
      try {
        migration.migrate();
        assertThat(finding(database, schemas).role()).isEmpty();
        assertThat(finding(database, schemas).fault())
            .startsWith("There is no role plain_log_requests.")
            .contains("CREATE ROLE plain_log_requests NOLOGIN");
        assertThat(GuardedDatabase.ask(superuser, secured("plain"))).containsExactly("0");

        // what the sentence says, and a new start
        GuardedDatabase.run(
            superuser,
            "CREATE ROLE plain_log_requests NOLOGIN",
            "GRANT plain_log_requests TO commitcast");
        migration.migrate();
        assertThat(finding(database, schemas))
            .isEqualTo(new GuardFinding(Optional.of("plain_log_requests"), ""));
        assertThat(GuardedDatabase.ask(superuser, secured("plain"))).containsExactly("12");

        migration.rollBack();
        // it is not ours
        GuardedDatabase.run(superuser, "DROP ROLE plain_log_requests");
      } finally {
        GuardedDatabase.run(superuser, "ALTER ROLE commitcast CREATEROLE");
      }
    }
  }

  private static String secured(String schema) {
    return "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relnamespace = '%s'::regnamespace"
        .formatted(schema);
  }

  @Test
  void policiesThatARestorationLostAreMissedAndMadeAnew() throws SQLException {
    try (GuardedDatabase database = new GuardedDatabase()) {
      assertThat(finding(database.database, SchemaNames.DEFAULT).role()).isPresent();
      GuardedDatabase.run(
          database.owner, "DROP POLICY commitcast_requests_select ON commitcast.events");

      assertThat(finding(database.database, SchemaNames.DEFAULT).fault())
          .contains("Policies are missing", "settle_rights");
      GuardedDatabase.run(database.owner, "SELECT commitcast.settle_rights()");
      assertThat(finding(database.database, SchemaNames.DEFAULT).role()).isPresent();
    }
  }

  @Test
  void refusesRolesThatItCouldNotRestrict() throws SQLException {
    try (GuardedDatabase database = new GuardedDatabase();
        Connection superuser = PostgresFixture.superuserConnection(database.database)) {
      GuardedDatabase.run(
          superuser, "CREATE ROLE passes NOLOGIN BYPASSRLS", "CREATE ROLE works NOLOGIN");
      try {
        GuardedDatabase.run(database.owner, "SELECT commitcast.grant_application('works')");
        assertThatThrownBy(
                () ->
                    GuardedDatabase.run(
                        database.owner, "SELECT commitcast.grant_requests('passes')"))
            .hasMessageContaining("passes row-level security");
        assertThatThrownBy(
                () ->
                    GuardedDatabase.run(
                        database.owner, "SELECT commitcast.grant_requests('works')"))
            .hasMessageContaining("is an application");
      } finally {
        GuardedDatabase.run(superuser, "DROP OWNED BY works", "DROP ROLE works, passes");
      }
    }
  }

  /**
   * The statements of the hub, the sequencer and requests of operators, as owner and application.
   */
  @Test
  void nobodyElsesPlansChange() throws SQLException {
    try (GuardedDatabase database = new GuardedDatabase();
        Connection superuser = PostgresFixture.superuserConnection(database.database)) {
      GuardedDatabase.run(superuser, "CREATE ROLE works NOLOGIN", "GRANT works TO commitcast");
      try {
        GuardedDatabase.run(database.owner, "SELECT commitcast.grant_application('works')");
        List<String> with = plans(database.owner);
        GuardedDatabase.run(
            database.owner, "SELECT commitcast.revoke_requests('commitcast_requests')");
        assertThat(GuardedDatabase.ask(database.owner, secured("public"))).containsExactly("0");
        List<String> without = plans(database.owner);

        assertThat(with).isEqualTo(without);
        assertThat(with).hasSizeGreaterThan(20).anyMatch(line -> line.contains("Index"));
      } finally {
        GuardedDatabase.run(superuser, "DROP OWNED BY works", "DROP ROLE works");
      }
    }
  }

  private static List<String> plans(Connection connection) throws SQLException {
    List<String> plans = new ArrayList<>();
    for (String role : List.of("commitcast", "works")) {
      GuardedDatabase.run(connection, "SET ROLE " + role, "SET enable_seqscan = off");
      for (String file :
          List.of(
              "read_after.sql",
              "read_filtered.sql",
              "count_filtered.sql",
              "read_stream_forwards.sql",
              "read_stream_backwards.sql",
              "read_event.sql",
              "state.sql")) {
        plans.addAll(plan(connection, file));
      }
      GuardedDatabase.run(connection, "RESET ROLE");
    }
    for (String file : List.of("peek.sql", "drain.sql")) {
      plans.addAll(plan(connection, file));
    }
    return plans;
  }

  /** Of the statement as the driver sends it, with parameters of which nothing is known. */
  private static List<String> plan(Connection connection, String file) throws SQLException {
    String sql = SqlFile.load(EventLog.class, file, SchemaNames.DEFAULT);
    StringBuilder numbered = new StringBuilder();
    int parameters = 0;
    for (String part : sql.replaceAll("--[^\n]*", "").split("\\?", -1)) {
      numbered.append(parameters == 0 ? "" : "$" + parameters).append(part);
      parameters++;
    }
    String values = ", NULL".repeat(parameters - 1).replaceFirst(", ", "");
    GuardedDatabase.run(
        connection, "SET plan_cache_mode = force_generic_plan", "PREPARE looked_at AS " + numbered);
    try {
      return GuardedDatabase.ask(
          connection,
          "EXPLAIN (COSTS off) EXECUTE looked_at" + (values.isEmpty() ? "" : "(" + values + ")"));
    } finally {
      GuardedDatabase.run(connection, "DEALLOCATE looked_at", "RESET plan_cache_mode");
    }
  }
}
