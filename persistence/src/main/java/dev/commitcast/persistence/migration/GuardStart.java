package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.guard.GuardFinding;
import dev.commitcast.persistence.guard.GuardSettings;
import dev.commitcast.persistence.guard.RequestRoles;
import dev.commitcast.persistence.journal.Journal;
import java.sql.SQLException;
import java.util.Map;

/** Says once per start whether row-level security protects requests, and refuses where it must. */
final class GuardStart {
  private final RequestRoles roles;
  private final DedicatedConnections pool;
  private final GuardSettings settings;
  private final Journal journal;

  GuardStart(
      RequestRoles roles, DedicatedConnections pool, GuardSettings settings, Journal journal) {
    this.roles = roles;
    this.pool = pool;
    this.settings = settings;
    this.journal = journal;
  }

  /**
   * @throws MigrationException with a sentence, if requests are to be restricted and are not, or
   *     the database is away
   */
  void look() {
    GuardFinding finding;
    try {
      finding = roles.look(pool, settings);
    } catch (SQLException e) {
      throw new MigrationException(
          "It cannot be found out at "
              + pool.settings()
              + " whether requests are restricted: "
              + DatabaseErrors.explain(e),
          e);
    }
    if (finding.role().isPresent()) {
      journal.info("guard", Map.of("outcome", "on", "role", finding.role().get()));
    } else if (settings.required()) {
      throw new MigrationException(
          "Requests would not be restricted by row-level security. "
              + finding.fault()
              + " To do without, set "
              + GuardSettings.REQUIRED
              + "=false.",
          null);
    } else {
      journal.warn("guard", Map.of("outcome", "off", "reason", finding.fault()));
    }
  }
}
