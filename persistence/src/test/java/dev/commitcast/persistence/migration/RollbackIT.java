package dev.commitcast.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.Transience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is migrated can be taken back without a trace. Whatever migrations there are take part. */
@Timeout(180)
class RollbackIT {
  private static final SchemaNames OTHER = new SchemaNames("test", "test_commitcast");

  private final PostgresDatabase database = PostgresFixture.freshDatabase();
  private List<String> before;

  @BeforeEach
  void remembersTheEmptyDatabase() throws SQLException {
    before = catalogue();
  }

  @Test
  void leavesNothingBehindAndMigratesToTheSameCatalogueAgain() throws SQLException {
    SchemaMigration migration = migration(SchemaNames.DEFAULT);

    assertThat(migration.migrate().applied()).isPositive();
    List<String> migrated = catalogue();
    assertThat(migrated).hasSizeGreaterThan(before.size());
    migration.rollBack();
    assertThat(catalogue()).isEqualTo(before);

    migration.migrate();
    assertThat(catalogue()).isEqualTo(migrated);
    migration.rollBack();
    assertThat(catalogue()).isEqualTo(before);
  }

  @Test
  void aLongReadOfTheLogMakesTheUpgradeWaitAndNobodyElse() throws Exception {
    SchemaMigration migration = migration(SchemaNames.DEFAULT);
    migration.migrate();
    migration.rollBack(10);
    try (Connection reader = database.connect();
        Statement read = reader.createStatement();
        Connection other = database.connect();
        Statement another = other.createStatement()) {
      reader.setAutoCommit(false);
      read.execute("SELECT FROM commitcast.events");
      assertThatThrownBy(migration::migrate)
          .isInstanceOf(MigrationException.class)
          .satisfies(e -> assertThat(Transience.mayPass(e)).isTrue());
      another.execute("SET lock_timeout = '1s'");
      another.execute("SELECT FROM commitcast.events");
    }
    assertThat(migration.migrate().applied()).isEqualTo(names("migrations").size() - 10);
    migration.rollBack();
  }

  @Test
  void removesSchemasOfOurOwnNames() throws SQLException {
    SchemaMigration migration = migration(OTHER);

    migration.migrate();
    List<String> migrated = catalogue();
    assertThat(migrated).anyMatch(line -> line.startsWith("relation test.messages "));
    assertThat(migrated).noneMatch(line -> line.startsWith("relation public."));
    migration.rollBack();

    assertThat(catalogue()).isEqualTo(before);
  }

  @Test
  void twoInstallationsInOneDatabaseDoNotDisturbEachOther() throws SQLException {
    SchemaMigration first = migration(SchemaNames.DEFAULT);
    SchemaMigration second = migration(OTHER);

    first.migrate();
    List<String> onlyFirst = catalogue();
    second.migrate();
    second.rollBack();
    assertThat(catalogue()).isEqualTo(onlyFirst);

    // The first made the extensions, the second inherits the duty to remove them.
    second.migrate();
    first.rollBack();
    assertThat(catalogue()).anyMatch(line -> line.startsWith("extension citext "));
    insertUser("test");
    second.rollBack();
    assertThat(catalogue()).isEqualTo(before);
  }

  @Test
  void theNamesOfTheSchemasAreTheOnlyDifference() throws SQLException {
    // Names that no function body or comment holds for another reason.
    SchemaNames firstNames = new SchemaNames("first_app", "first_log");
    SchemaNames secondNames = new SchemaNames("second_app", "second_log");
    SchemaMigration first = migration(firstNames);
    first.migrate();
    List<String> expected = withoutNames(catalogue(), firstNames);
    first.rollBack();
    migration(secondNames).migrate();

    assertThat(withoutNames(catalogue(), secondNames)).isEqualTo(expected);
  }

  @Test
  void keepsWhatWasThereBefore() throws SQLException {
    run(
        "CREATE SCHEMA test",
        "CREATE EXTENSION pgcrypto",
        "CREATE TABLE test.orders (id bigint PRIMARY KEY)",
        "COMMENT ON SCHEMA test IS 'Ours.'");
    List<String> owners = catalogue();
    SchemaMigration migration = migration(OTHER);

    migration.migrate();
    migration.rollBack();

    assertThat(catalogue()).isEqualTo(owners);
  }

  @Test
  void keepsASchemaThatHoldsTablesOfOthersByNow() throws SQLException {
    SchemaMigration migration = migration(OTHER);
    migration.migrate();
    run("CREATE TABLE test.orders (id bigint PRIMARY KEY)");

    migration.rollBack();

    assertThat(catalogue())
        .anyMatch(line -> line.startsWith("relation test.orders "))
        .noneMatch(line -> line.contains("test_commitcast"));
  }

  @Test
  void rollingBackAnEmptyDatabaseDoesNothing() throws SQLException {
    migration(SchemaNames.DEFAULT).rollBack();

    assertThat(catalogue()).isEqualTo(before);
  }

  @Test
  void migratingTwiceDoesNothingTheSecondTime() throws SQLException {
    SchemaMigration migration = migration(SchemaNames.DEFAULT);
    MigrationResult first = migration.migrate();

    MigrationResult second = migration.migrate();

    assertThat(second.applied()).isZero();
    assertThat(second.from()).isEqualTo(first.to());
    assertThat(second.to()).isEqualTo(first.to());
  }

  @Test
  void takesBackADatabaseThatHoldsRows() throws SQLException {
    SchemaMigration migration = migration(SchemaNames.DEFAULT);
    migration.migrate();
    insertUser("public");
    run(
        "INSERT INTO public.channels (id, name) VALUES ('01JD0000000000000000GENERA', 'general')",
        "INSERT INTO public.messages (id, channel_id, user_id, content) VALUES"
            + " ('01JD000000000000000000000M', '01JD0000000000000000GENERA',"
            + " '01JD00000000000000000000AA', 'hello')");

    migration.rollBack();

    assertThat(catalogue()).isEqualTo(before);
  }

  @Test
  void everyMigrationHasItsRollBackScript() throws IOException {
    assertThat(names("migrations"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(name -> assertThat(names("rollbacks")).contains(name.replaceFirst("^V", "U")));
    assertThat(names("rollbacks")).hasSameSizeAs(names("migrations"));
  }

  private static List<String> names(String folder) throws IOException {
    Path path = Path.of("src/main/resources/dev/commitcast/persistence", folder);
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .sorted()
          .toList();
    }
  }

  private static List<String> withoutNames(List<String> lines, SchemaNames names) {
    return lines.stream()
        .map(line -> line.replace(names.log(), "<log>").replace(names.app(), "<app>"))
        .sorted()
        .toList();
  }

  private void insertUser(String schema) throws SQLException {
    run(
        "INSERT INTO "
            + schema
            + ".users (id, auth0_id, email, username)"
            + " VALUES ('01JD00000000000000000000AA', 'auth0|a', 'a@example.com', 'a')");
  }

  private SchemaMigration migration(SchemaNames schemas) {
    return new SchemaMigration(new DedicatedConnections(settings(database, schemas)));
  }

  private static DatabaseSettings settings(PostgresDatabase database, SchemaNames schemas) {
    return new DatabaseSettings(
        database.host(),
        database.port(),
        database.database(),
        database.user(),
        database.password(),
        schemas,
        Duration.ofSeconds(10));
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> catalogue() throws SQLException {
    try (Connection connection = database.connect()) {
      return Catalogue.of(connection);
    }
  }
}
