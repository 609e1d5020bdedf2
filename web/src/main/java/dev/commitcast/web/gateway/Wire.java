package dev.commitcast.web.gateway;

import java.util.function.Consumer;

/** The connection to one client, as far as it is written to. Thread-safe. */
interface Wire {
  /**
   * Sends a message without waiting. Not called again before it has answered.
   *
   * @param done given null when it has left, or why it could not; on any thread, also before this
   *     returns
   */
  void send(String text, Consumer<Throwable> done);

  /** Asks for a sign of life; may wait. Not called while a message is on its way. */
  void ping();

  /** Ends it; may wait, and must not throw. */
  void close(CloseCode code, String reason);
}
