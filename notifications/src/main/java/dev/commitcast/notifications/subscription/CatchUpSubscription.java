package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.Cursor;

/** One catch-up subscription. Thread-safe. */
public interface CatchUpSubscription extends AutoCloseable {
  String name();

  /** Whether events still come, or will. */
  boolean isActive();

  /** The last place that the listener has been given, null before the first. */
  Cursor position();

  /** Ends it. A call that runs is not interrupted; at most it is the last. */
  @Override
  void close();
}
