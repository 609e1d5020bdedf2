package dev.commitcast.notifications.sequencer;

import java.time.Duration;

/**
 * How long the next batch may take. As long as usual, unless even small batches were cancelled:
 * then the database needs the time to look through what waits, and would need it for any other node
 * too. Owned by one thread.
 */
final class StatementTime {
  private static final int PATIENT_FROM = 3;
  private static final int LONGEST = 16;

  private final Duration usual;
  private Duration current;
  private int cancelled;

  StatementTime(Duration usual) {
    this.usual = usual;
    this.current = usual;
  }

  Duration current() {
    return current;
  }

  /** A batch was cancelled; answers whether the time has changed. */
  boolean tooShort() {
    cancelled++;
    return cancelled >= PATIENT_FROM && become(current.multipliedBy(2));
  }

  /** A batch was moved; answers whether the time has changed. */
  boolean sufficed(Duration took) {
    cancelled = 0;
    return took.multipliedBy(4).compareTo(usual) < 0 && become(usual);
  }

  private boolean become(Duration wanted) {
    Duration longest = usual.multipliedBy(LONGEST);
    Duration next = wanted.compareTo(longest) > 0 ? longest : wanted;
    boolean changes = !next.equals(current);
    current = next;
    return changes;
  }
}
