package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import jakarta.websocket.EndpointConfig;

/** What the handshake has found out, on its way to the endpoint. Immutable. */
sealed interface Admission {
  /** Somebody may come in. */
  record Granted(Caller caller) implements Admission {}

  /**
   * Nobody may.
   *
   * @param sentence why not
   */
  record Refused(CloseCode code, String sentence) implements Admission {}

  /** Keeps it with the handshake's own configuration, of which each has a copy. */
  default void keep(EndpointConfig config) {
    config.getUserProperties().put(Admission.class.getName(), this);
  }

  static Admission of(EndpointConfig config) {
    return config.getUserProperties().get(Admission.class.getName()) instanceof Admission known
        ? known
        : new Refused(CloseCode.UNAUTHENTICATED, "Nobody has looked at who you are.");
  }
}
