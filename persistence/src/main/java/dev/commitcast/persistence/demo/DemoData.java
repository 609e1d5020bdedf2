package dev.commitcast.persistence.demo;

import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.error.Transience;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.retry.Retry;
import dev.commitcast.persistence.sql.SqlFile;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Puts the demo rows in after the migration, if {@code commitcast.demo-data} says so, as it does in
 * the profile {@code dev}. Bean-managed, since it works once and on a connection of its own.
 */
@Singleton
@Startup
@DependsOn("SchemaMigrator")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DemoData {
  static final String KEY = "commitcast.demo-data";
  private static final int ATTEMPTS = 3;
  private static final Duration DELAY = Duration.ofSeconds(1);

  @Inject Config config;
  @Inject Journal journal;

  @PostConstruct
  void putIn() {
    Settings settings = Settings.of(config);
    if (!settings.flag(KEY, false)) {
      return;
    }
    DatabaseSettings database = DatabaseSettings.from(settings);
    try {
      new Retry(ATTEMPTS, DELAY, Transience::mayPass, pause -> Thread.sleep(pause.toMillis()))
          .run(
              () -> {
                putIn(new DedicatedConnections(database));
                return true;
              });
      journal.info("demo_data", Map.of("outcome", "present"));
    } catch (Exception e) {
      journal.warn("demo_data", Map.of("outcome", "failed", "error", DatabaseErrors.explain(e)));
    }
  }

  /** In one transaction; what is there already stays as it is. */
  static void putIn(DedicatedConnections connections) throws SQLException {
    String sql = SqlFile.load(DemoData.class, "demo.sql", connections.settings().schemas());
    try (Connection connection = connections.open("demo data", Map.of());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
