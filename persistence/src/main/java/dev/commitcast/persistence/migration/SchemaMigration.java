package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.guard.GuardSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Migrates the configured schemas to the newest version, or takes everything back. Many nodes may
 * call it at once: one works, the others wait and find nothing left to do. Thread-safe.
 *
 * <p>The danger: {@link #rollBack()} deletes all data of the installation.
 */
public final class SchemaMigration {
  static final String HISTORY = "flyway_schema_history";
  private static final String LOCATION = "classpath:dev/commitcast/persistence/migrations";

  /** Somebody else's migration may build an index over a large table in the meantime. */
  private static final Map<String, String> PATIENT = Map.of("lock_timeout", "10min");

  private final DedicatedConnections connections;
  private final SchemaNames schemas;
  private final RoleRights rights;

  public SchemaMigration(DedicatedConnections connections) {
    this(connections, connections.settings().user());
  }

  /**
   * For an installation whose requests are served by another role.
   *
   * @param connections of the role that owns the schemas, or shall
   * @param application the role that serves requests; it must exist, and gets its rights here
   */
  public SchemaMigration(DedicatedConnections connections, String application) {
    this(
        connections,
        application,
        Optional.of(GuardSettings.usualRole(connections.settings().schemas())));
  }

  /**
   * For an installation that chooses the role by which row-level security restricts requests.
   *
   * @param requests gets its rights here, if it exists; empty for none
   */
  public SchemaMigration(
      DedicatedConnections connections, String application, Optional<String> requests) {
    this.connections =
        Objects.requireNonNull(connections, "A migration needs connections to a database.");
    this.schemas = connections.settings().schemas();
    this.rights = new RoleRights(schemas, connections.settings().user(), application, requests);
  }

  /**
   * Brings the schemas to the newest version; does nothing if they are there.
   *
   * @throws MigrationException with a sentence, if the database refuses or cannot be reached
   */
  public MigrationResult migrate() {
    SchemaFrame frame = new SchemaFrame(schemas);
    try (Connection held = connections.open(MigrationDataSource.PURPOSE, PATIENT)) {
      frame.lock(held);
      frame.raise(held);
      MigrateResult result = flyway().migrate();
      rights.settle(held, result.migrationsExecuted > 0);
      return new MigrationResult(
          Objects.requireNonNullElse(result.initialSchemaVersion, ""),
          Objects.requireNonNullElse(
              result.targetSchemaVersion,
              Objects.requireNonNullElse(result.initialSchemaVersion, "")),
          result.migrationsExecuted,
          result.getTotalMigrationTime());
    } catch (SQLException | FlywayException e) {
      throw failure("migrate", e);
    }
  }

  /**
   * Runs the roll-back script of every migration, newest first, and removes the history, the
   * extensions and the schemas that the migration created. All data is lost.
   *
   * @throws MigrationException with a sentence; what was taken back until then stays taken back
   */
  public void rollBack() {
    rollBack(0);
  }

  /**
   * Runs the roll-back scripts of the migrations that are newer than a version, newest first. With
   * 0 it removes the history, the extensions and the schemas that the migration created as well.
   *
   * @return how many migrations were taken back
   * @throws MigrationException with a sentence; what was taken back until then stays taken back
   */
  public int rollBack(int downTo) {
    if (downTo < 0) {
      throw new IllegalArgumentException("A version is 0 or more, not " + downTo + ".");
    }
    SchemaFrame frame = new SchemaFrame(schemas);
    try (Connection held = connections.open(MigrationDataSource.PURPOSE, PATIENT)) {
      frame.lock(held);
      int count = new RollBackScripts(schemas).run(held, downTo);
      if (downTo == 0) {
        frame.strike(held);
      }
      return count;
    } catch (SQLException e) {
      throw failure("roll back", e);
    }
  }

  private Flyway flyway() {
    return Flyway.configure(SchemaMigration.class.getClassLoader())
        .dataSource(new MigrationDataSource(connections))
        .locations(LOCATION)
        // On Open Liberty a class path without the marker file yields no migration and no error.
        .failOnMissingLocations(true)
        .outputQueryResults(false)
        .loggers(QuietLogs.class.getName())
        .validateMigrationNaming(true)
        .validateOnMigrate(true)
        .cleanDisabled(true)
        .table(HISTORY)
        .defaultSchema(schemas.log())
        // Only ours: tables of other programs in the app schema are none of Flyway's business.
        .schemas(schemas.log())
        .createSchemas(false)
        .placeholders(Map.of("app", schemas.app(), "log", schemas.log()))
        .connectRetries(0)
        .lockRetryCount(600)
        .load();
  }

  private MigrationException failure(String what, Exception cause) {
    return new MigrationException(
        String.format(
            "Cannot %s the schemas %s and %s at %s: %s",
            what,
            schemas.app(),
            schemas.log(),
            connections.settings(),
            DatabaseErrors.explain(cause)),
        cause);
  }
}
