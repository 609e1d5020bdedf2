package dev.commitcast.persistence.migration;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.api.logging.Log;

/**
 * What Flyway says, without its dozen lines at every start: warnings and errors stay what they are,
 * the rest is for those who set the level of this class's logger. Thread-safe.
 */
final class QuietLog implements Log {
  private static final Logger LOGGER = Logger.getLogger(QuietLog.class.getName());

  @Override
  public boolean isDebugEnabled() {
    return LOGGER.isLoggable(Level.FINER);
  }

  @Override
  public void debug(String message) {
    LOGGER.log(Level.FINER, message);
  }

  @Override
  public void info(String message) {
    LOGGER.log(Level.FINE, message);
  }

  @Override
  public void notice(String message) {
    LOGGER.log(Level.FINE, message);
  }

  @Override
  public void warn(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  @Override
  public void error(String message) {
    LOGGER.log(Level.SEVERE, message);
  }

  @Override
  public void error(String message, Exception cause) {
    LOGGER.log(Level.SEVERE, message, cause);
  }
}
