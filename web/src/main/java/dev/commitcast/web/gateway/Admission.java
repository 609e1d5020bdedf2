package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import jakarta.websocket.EndpointConfig;
import java.util.Optional;

/**
 * What the handshake has found out, on its way to the endpoint. Immutable.
 *
 * @param caller empty if nobody may come in
 * @param sentence why not
 */
record Admission(Optional<Caller> caller, String sentence) {
  private static final String KEY = Admission.class.getName();

  static Admission of(EndpointConfig config) {
    return config.getUserProperties().get(KEY) instanceof Admission known
        ? known
        : new Admission(Optional.empty(), "Send a valid token.");
  }

  void keep(EndpointConfig config) {
    config.getUserProperties().put(KEY, this);
  }
}
