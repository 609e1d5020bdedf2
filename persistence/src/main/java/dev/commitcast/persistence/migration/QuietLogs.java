package dev.commitcast.persistence.migration;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/** Named to Flyway by its class, so it is public; for nobody else. Stateless. */
public final class QuietLogs implements LogCreator {
  @Override
  public Log createLogger(Class<?> type) {
    return new QuietLog();
  }
}
