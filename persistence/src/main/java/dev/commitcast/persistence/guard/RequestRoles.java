package dev.commitcast.persistence.guard;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out, once per start and behind the migrations, whether the pool's role can act as the one
 * for requests. Thread-safe.
 */
@ApplicationScoped
public class RequestRoles {
  private volatile GuardFinding finding;

  /**
   * Looks, with a connection of the role that the pool has.
   *
   * @return what it found, which counts from now on
   */
  public GuardFinding look(DedicatedConnections pool, GuardSettings settings) throws SQLException {
    if (settings.role().isEmpty()) {
      finding =
          new GuardFinding(Optional.empty(), "It is switched off by " + GuardSettings.ROLE + ".");
      return finding;
    }
    String wanted = settings.role().get();
    SchemaNames schemas = pool.settings().schemas();
    try (Connection connection = pool.open("guard", Map.of());
        PreparedStatement ask =
            connection.prepareStatement(
                SqlFile.load(RequestRoles.class, "request_fault.sql", schemas))) {
      ask.setString(1, wanted);
      try (ResultSet row = ask.executeQuery()) {
        row.next();
        String fault = row.getString(1);
        finding =
            fault == null
                ? new GuardFinding(Optional.of(wanted), "")
                : new GuardFinding(Optional.empty(), fault);
        return finding;
      }
    }
  }

  /** What was found; empty before anybody looked. */
  public Optional<GuardFinding> finding() {
    return Optional.ofNullable(finding);
  }

  @Produces
  @Singleton
  RequestRole role() {
    return RequestRole.known(this::found);
  }

  private Optional<String> found() {
    GuardFinding known = finding;
    if (known == null) {
      throw new IllegalStateException(
          "Nobody can be served before it is known whether row-level security protects it.");
    }
    return known.role();
  }
}
