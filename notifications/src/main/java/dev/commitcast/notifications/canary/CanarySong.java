package dev.commitcast.notifications.canary;

import java.sql.SQLException;

/** Writes a canary, as any program writes an event. */
@FunctionalInterface
interface CanarySong {
  /** Returns once it is committed. */
  void sing(String id) throws SQLException;
}
