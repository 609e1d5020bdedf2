package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;

/**
 * A sign of life that moves a quiet subscriber's cursor on without waking its handlers.
 *
 * @param cursor up to where the log holds nothing more for this subscriber
 */
public record Heartbeat(Cursor cursor) implements Frame {
  @Override
  public int size() {
    return 32;
  }
}
