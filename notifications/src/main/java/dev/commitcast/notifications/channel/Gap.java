package dev.commitcast.notifications.channel;

/** Why notifications may have been missed. */
public enum Gap {
  /** The connection was lost and has come back, or has come for the first time. */
  RECONNECTED,
  /** Notifications did not arrive although the connection lived. */
  SILENCE,
  /** More came than the handler's queue holds; the oldest were dropped. */
  OVERFLOW
}
