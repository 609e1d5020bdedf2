package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import dev.commitcast.persistence.guard.GuardSettings;
import dev.commitcast.persistence.guard.RequestRoles;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.tunnel.DatabaseTunnel;
import dev.commitcast.persistence.tunnel.TunnelException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Migrates before anything else starts: others say {@code @DependsOn("SchemaMigrator")}. A wrong
 * setting or a database that stays away ends the application's start with a sentence.
 *
 * <p>Bean-managed transactions, since Flyway commits for itself; bean-managed concurrency, since
 * nothing changes after the start. Thread-safe from then on.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaMigrator {
  static final String PATIENCE_KEY = "commitcast.migration.patience";

  @Inject Config config;
  @Inject Journal journal;
  @Inject @Any Instance<SettingsCheck> checks;
  @Inject DatabaseTunnel tunnel;
  @Inject RequestRoles roles;

  private volatile MigrationResult result;

  @PostConstruct
  void migrate() {
    Settings settings = Settings.of(config);
    checks.forEach(each -> each.check(settings));
    Duration patience =
        settings.duration(PATIENCE_KEY, Duration.ofMinutes(1), Duration.ZERO, Duration.ofHours(1));
    DatabaseSettings database = DatabaseSettings.ofOwner(settings);
    DedicatedConnections pool = new DedicatedConnections(DatabaseSettings.from(settings));
    GuardSettings guard = GuardSettings.from(settings);
    SchemaMigration migration =
        new SchemaMigration(
            new DedicatedConnections(database), pool.settings().user(), guard.role());
    GuardStart guarding = new GuardStart(roles, pool, guard, journal);
    try {
      result =
          new PatientMigration(
                  () -> {
                    openTunnel(settings, database);
                    MigrationResult migrated = migration.migrate();
                    guarding.look();
                    return migrated;
                  },
                  patience,
                  Clock.systemUTC(),
                  duration -> Thread.sleep(duration.toMillis()),
                  journal)
              .run();
    } catch (MigrationException e) {
      journal.error("schema_migration", Map.of("outcome", "failed", "error", e.getMessage()));
      throw e;
    }
    journal.info(
        "schema_migration",
        Map.of(
            "outcome",
            "done",
            "database",
            database.toString(),
            "schemas",
            database.schemas().app() + ", " + database.schemas().log(),
            "from",
            result.from(),
            "to",
            result.to(),
            "applied",
            result.applied(),
            "millis",
            result.millis()));
  }

  private void openTunnel(Settings settings, DatabaseSettings database) {
    try {
      tunnel.open(settings, database.hosts(), journal);
    } catch (TunnelException e) {
      throw new MigrationException(e.getMessage(), e);
    }
  }

  /** Last of all: everybody else depends on this bean, and is gone. */
  @PreDestroy
  void closeTunnel() {
    tunnel.close();
  }

  /** What the migration did; empty before it is through. */
  public Optional<MigrationResult> result() {
    return Optional.ofNullable(result);
  }
}
