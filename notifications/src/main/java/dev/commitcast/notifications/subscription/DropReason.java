package dev.commitcast.notifications.subscription;

/** Why a catch-up subscription has ended without its owner's will. */
public enum DropReason {
  /** The handler threw; the cause is what it threw. */
  HANDLER_FAILED,
  /**
   * What follows does not continue what was seen: the cursor is older than the log's oldest event,
   * or belongs to an epoch that ended before it. Rebuild, and subscribe from the beginning or now.
   */
  CURSOR_LOST,
  /** This node is stopping; subscribe again from the last cursor when it has started. */
  SERVER_STOPPING
}
