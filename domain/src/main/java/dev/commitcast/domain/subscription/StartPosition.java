package dev.commitcast.domain.subscription;

import dev.commitcast.domain.event.Cursor;

/** Where a subscription begins, or is rewound to. Immutable. */
public sealed interface StartPosition {
  /** With the oldest event that is still there. */
  record Beginning() implements StartPosition {
    @Override
    public String toString() {
      return "beginning";
    }
  }

  /** With whatever comes next. */
  record Now() implements StartPosition {
    @Override
    public String toString() {
      return "now";
    }
  }

  /**
   * After what a cursor has seen.
   *
   * @param cursor as an event, a page or an info gave it
   */
  record After(Cursor cursor) implements StartPosition {
    @Override
    public String toString() {
      return cursor.toString();
    }
  }

  static StartPosition beginning() {
    return new Beginning();
  }

  static StartPosition now() {
    return new Now();
  }

  static StartPosition after(Cursor cursor) {
    return new After(cursor);
  }

  /**
   * Reads {@code beginning}, {@code now} or a cursor.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  static StartPosition parse(String text) {
    return switch (text == null ? "" : text) {
      case "beginning", "0" -> beginning();
      case "now" -> now();
      default -> after(Cursor.parse(text));
    };
  }
}
