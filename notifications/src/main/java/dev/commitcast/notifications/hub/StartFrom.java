package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;

/** Where a subscription begins. */
public sealed interface StartFrom {
  /** With whatever comes next. */
  record Now() implements StartFrom {
    @Override
    public String toString() {
      return "now";
    }
  }

  /** With the oldest event that is still there. */
  record Beginning() implements StartFrom {
    @Override
    public String toString() {
      return "beginning";
    }
  }

  /**
   * After what a cursor has seen.
   *
   * @param cursor as an earlier frame or page gave it
   */
  record After(Cursor cursor) implements StartFrom {
    @Override
    public String toString() {
      return cursor.toString();
    }
  }
}
