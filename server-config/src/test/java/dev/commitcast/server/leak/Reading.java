package dev.commitcast.server.leak;

import java.util.Optional;

/**
 * One answer that holds events. Immutable, but for what is added before it is handed on.
 *
 * @param way what was asked for, for the message
 * @param stream the stream that was read whole; empty for a page
 * @param after the page's beginning
 * @param next where the page ended
 * @param from where the log ended at least, when it was asked for
 * @param answeredAt in milliseconds
 */
record Reading(
    String way,
    Badge badge,
    Wish wish,
    Optional<String> stream,
    long after,
    long next,
    long from,
    long answeredAt,
    Received received) {
  static final String LONG_POLL = "long poll";

  /** Whether it may have waited for something to happen. */
  boolean waited() {
    return way.equals(LONG_POLL);
  }
}
