package dev.commitcast.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command, as an operator runs it. */
@Timeout(120)
class RollBackCommandIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Map<String, String> environment;
  private DedicatedConnections connections;
  private int migrations;

  @BeforeEach
  void migrate() {
    PostgresDatabase database = PostgresFixture.freshDatabase();
    environment =
        new HashMap<>(
            Map.of(
                "POSTGRES_HOST", database.host(),
                "POSTGRES_PORT", Integer.toString(database.port()),
                "POSTGRES_DB", database.database(),
                "POSTGRES_USER", database.user(),
                "POSTGRES_PASSWORD", database.password(),
                "COMMITCAST_SCHEMA_LOG", "test_log"));
    Settings settings =
        Settings.from(
            key ->
                Optional.ofNullable(
                    environment.get(key.replace('.', '_').toUpperCase(Locale.ROOT))));
    connections = new DedicatedConnections(DatabaseSettings.from(settings));
    migrations = new SchemaMigration(connections).migrate().applied();
  }

  @Test
  void saysWhatItWouldDoUntilItIsToldYes() throws SQLException {
    assertThat(run("all")).isEqualTo(1);

    assertThat(said()).contains("every migration", "test_log", "Say yes");
    assertThat(newest()).isEqualTo(migrations);
  }

  @Test
  void takesBackWhatIsNewerThanAVersionAndTheNextStartMigratesAgain() throws SQLException {
    assertThat(run("to", "4", "yes")).isZero();

    assertThat(said()).startsWith("Took back " + (migrations - 4) + " migration");
    assertThat(newest()).isEqualTo(4);
    assertThat(new SchemaMigration(connections).migrate().applied()).isEqualTo(migrations - 4);
  }

  @Test
  void takesBackEverything() throws SQLException {
    assertThat(run("all", "yes")).isZero();

    assertThat(said()).startsWith("Took back " + migrations + " migrations:");
    assertThat(ask("SELECT to_regnamespace('test_log') IS NULL")).isEqualTo("t");
  }

  @Test
  void worksAsTheOwnerWhereRequestsAreServedByAnotherRole() throws SQLException {
    environment.put("COMMITCAST_OWNER_USER", environment.get("POSTGRES_USER"));
    environment.put("COMMITCAST_OWNER_PASSWORD", environment.get("POSTGRES_PASSWORD"));
    environment.put("POSTGRES_USER", "somebody_else");

    assertThat(run("all", "yes")).as(said()).isZero();
  }

  @Test
  void refusesWhileANodeIsConnected() throws SQLException {
    try (Connection node = connections.open("listener n1", Map.of())) {
      assertThat(node.isValid(5)).isTrue();
      assertThat(run("all", "yes")).isEqualTo(1);
    }

    assertThat(said()).contains("commitcast listener n1", "Stop every node first");
    assertThat(newest()).isEqualTo(migrations);
  }

  @Test
  void explainsItselfWhenItIsNotUnderstood() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("to", "four", "yes")).isEqualTo(2);
    assertThat(run("yes")).isEqualTo(2);

    assertThat(said()).contains("RollBack all yes", "backup");
  }

  @Test
  void namesASettingThatIsWrong() {
    environment.put("POSTGRES_PORT", "many");

    assertThat(run("all", "yes")).isEqualTo(1);

    assertThat(said()).contains("POSTGRES_PORT has the value \"many\"");
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new RollBack(environment, stream).run(List.of(arguments));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int newest() throws SQLException {
    return Integer.parseInt(
        ask("SELECT max(version::integer) FROM test_log.flyway_schema_history"));
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = connections.open("test", Map.of());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
