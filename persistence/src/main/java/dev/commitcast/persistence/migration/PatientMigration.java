package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.error.Transience;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.retry.Pause;
import dev.commitcast.persistence.tunnel.TunnelException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Migrates as soon as the database is there: server and database often start together. Waits only
 * while the database is away or another transaction is in the way; what waiting cannot mend, such
 * as a wrong password, fails at once. Not thread-safe.
 */
final class PatientMigration {
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Supplier<MigrationResult> migration;
  private final Duration patience;
  private final Clock clock;
  private final Pause pause;
  private final Journal journal;

  PatientMigration(
      Supplier<MigrationResult> migration,
      Duration patience,
      Clock clock,
      Pause pause,
      Journal journal) {
    this.migration = migration;
    this.patience = patience;
    this.clock = clock;
    this.pause = pause;
    this.journal = journal;
  }

  MigrationResult run() {
    Instant deadline = clock.instant().plus(patience);
    for (int attempt = 1; ; attempt++) {
      try {
        return migration.get();
      } catch (MigrationException e) {
        if (!isAway(e)) {
          throw e;
        }
        if (!clock.instant().isBefore(deadline)) {
          throw new MigrationException(
              e.getMessage()
                  + " Gave up after "
                  + patience.toSeconds()
                  + " s; start the database, or raise "
                  + SchemaMigrator.PATIENCE_KEY
                  + ".",
              e);
        }
        journal.warn(
            "connection_error",
            Map.of("purpose", "migration", "attempt", attempt, "error", e.getMessage()));
        rest();
      }
    }
  }

  private static boolean isAway(MigrationException e) {
    if (e.getCause() instanceof TunnelException tunnel) {
      return tunnel.fault().mayPass();
    }
    return Transience.mayPass(e)
        || DatabaseErrors.of(e)
            .filter(error -> error.kind() == DatabaseError.Kind.UNAVAILABLE)
            .isPresent();
  }

  private void rest() {
    try {
      pause.sleep(DELAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException("The server stops while it waits for the database.", e);
    }
  }
}
