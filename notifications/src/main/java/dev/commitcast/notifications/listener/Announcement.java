package dev.commitcast.notifications.listener;

/**
 * What a notification's text says. It is a hint that anybody may forge, so nothing but a number is
 * taken from it. Stateless.
 */
final class Announcement {
  /** Readable, and about something other than a version: look at the log's state. */
  static final long OTHER = 0;

  static final long UNREADABLE = -1;

  private Announcement() {}

  /** The version that is announced, or {@link #OTHER} or {@link #UNREADABLE}. */
  static long version(String text) {
    if (text == null || text.isEmpty()) {
      return UNREADABLE;
    }
    if (text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(text);
    }
    return text.startsWith("{") && text.endsWith("}") ? OTHER : UNREADABLE;
  }
}
