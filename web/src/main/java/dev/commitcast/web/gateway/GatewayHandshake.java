package dev.commitcast.web.gateway;

import dev.commitcast.web.security.Callers;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Optional;

/** Finds out who knocks, while the handshake is still a request. Stateless. */
public class GatewayHandshake extends ServerEndpointConfig.Configurator {
  static final String PATH = "/notifications";
  static final String PROTOCOL = "commitcast.v1";

  /** For the container. */
  public GatewayHandshake() {}

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    new Admission(Optional.of(Callers.LOCAL), "").keep(config);
  }
}
