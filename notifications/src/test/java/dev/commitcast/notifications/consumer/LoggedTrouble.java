package dev.commitcast.notifications.consumer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps the failures that this module logs as warnings or worse, until it is closed. */
final class LoggedTrouble extends Handler implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger("dev.commitcast.notifications");

  private final List<Throwable> seen = new CopyOnWriteArrayList<>();

  static LoggedTrouble watch() {
    LoggedTrouble handler = new LoggedTrouble();
    LOGGER.addHandler(handler);
    return handler;
  }

  List<Throwable> seen() {
    return seen;
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= Level.WARNING.intValue() && entry.getThrown() != null) {
      seen.add(entry.getThrown());
    }
  }

  @Override
  public void flush() {
    // nothing waits
  }

  @Override
  public void close() {
    LOGGER.removeHandler(this);
  }
}
