package dev.commitcast.web.gateway;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;

/** Tells the container of the endpoint, which has no annotation that would. Stateless. */
public class GatewayEndpoints implements ServerApplicationConfig {
  /** For the container. */
  public GatewayEndpoints() {}

  @Override
  public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
    return Set.of(
        ServerEndpointConfig.Builder.create(GatewayEndpoint.class, GatewayHandshake.PATH)
            .subprotocols(List.of(GatewayHandshake.PROTOCOL))
            .configurator(new GatewayHandshake())
            .build());
  }

  @Override
  public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
    return found;
  }
}
