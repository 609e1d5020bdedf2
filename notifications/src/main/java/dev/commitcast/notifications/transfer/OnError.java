package dev.commitcast.notifications.transfer;

/** What to do after something that cannot be taken. */
public enum OnError {
  /** Take what stands before it, and end. */
  STOP,
  /** Note it, and go on. */
  SKIP
}
