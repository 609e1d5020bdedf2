package dev.commitcast.web.gateway;

import java.util.function.IntSupplier;

/** What the gateway counts. Implementations are thread-safe and never throw. */
interface GatewayMetrics {
  /** Counts nothing. */
  GatewayMetrics NONE = new GatewayMetrics() {};

  /** Shows a number of sockets from now on. */
  default void show(IntSupplier sockets) {}

  default void opened() {}

  /**
   * A socket has ended.
   *
   * @param code null if its client ended it
   */
  default void closed(CloseCode code) {}

  default void received() {}

  default void sent() {}

  default void refused() {}

  /** A client was too slow for what was said in a room. */
  default void talkDropped() {}
}
