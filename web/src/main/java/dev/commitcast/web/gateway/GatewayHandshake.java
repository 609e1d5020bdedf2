package dev.commitcast.web.gateway;

import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.security.CallerLookup;
import dev.commitcast.web.security.Found;
import dev.commitcast.web.security.Handshakes;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Finds out who knocks, while the handshake is still a request. Whoever may not come in is told so
 * by a close code, which browsers show to their pages; a status they do not. Stateless.
 */
public class GatewayHandshake extends ServerEndpointConfig.Configurator {
  static final String PATH = "/notifications";
  static final String PROTOCOL = "commitcast.v1";

  private static final Logger LOG = System.getLogger(GatewayHandshake.class.getName());

  /** For the container. */
  public GatewayHandshake() {}

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    admission(request).keep(config);
  }

  private static Admission admission(HandshakeRequest request) {
    try {
      Found found =
          CDI.current().select(CallerLookup.class).get().find(Handshakes.approach(request));
      if (found instanceof Found.Known known) {
        return new Admission.Granted(known.caller());
      }
      if (found instanceof Found.Anonymous anonymous) {
        return new Admission.Granted(anonymous.caller());
      }
      RefusalMetrics metrics = CDI.current().select(RefusalMetrics.class).get();
      if (found instanceof Found.NotLooked unseen) {
        metrics.limit(unseen.met().limit());
        return new Admission.Refused(CloseCode.TOO_MANY, unseen.met().sentence());
      }
      Found.Refused refused = (Found.Refused) found;
      metrics.caller(refused.fault());
      return new Admission.Refused(CloseCode.UNAUTHENTICATED, refused.sentence());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "It cannot be found out who opens a socket.", e);
      return new Admission.Refused(
          CloseCode.TRY_LATER, "It cannot be found out now who you are; try again.");
    }
  }
}
