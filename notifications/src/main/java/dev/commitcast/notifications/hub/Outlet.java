package dev.commitcast.notifications.hub;

import java.io.IOException;
import java.util.List;

/**
 * What carries frames to one client: a servlet's output stream, an SSE sink, a WebSocket, a waiting
 * request. The hub calls an outlet from one thread at a time, never two.
 */
public interface Outlet {
  /**
   * Whether {@link #send} would be taken without waiting. Having answered false, the outlet calls
   * {@link Subscription#pump()} as soon as it would.
   */
  boolean isReady() throws IOException;

  /**
   * Whether a part of what was sent has left since this was last asked. An outlet that sends a
   * large event piece by piece says so, lest a slow client be taken for one that takes nothing.
   */
  default boolean hasProgressed() {
    return false;
  }

  /**
   * Whether it may refuse frames for as long as it likes and still not be taken for stalled: code
   * of this application that works on an event for minutes, and not a client that may have
   * vanished.
   */
  default boolean isPatient() {
    return false;
  }

  /** Sends some frames in order, in as few writes as it can; must not block. */
  void send(List<Frame> frames) throws IOException;

  /** Ends the connection. Called once, after the last {@link #send}; must not throw. */
  void close(CloseReason reason);
}
