package dev.commitcast.web.gateway;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * Where the container hands over what happens at one connection; one instance for each. The
 * container calls it on one thread at a time, but for the end, which may come at any moment.
 */
@Dependent
@ServerEndpoint(
    value = GatewayHandshake.PATH,
    subprotocols = GatewayHandshake.PROTOCOL,
    configurator = GatewayHandshake.class)
public class GatewayEndpoint {
  private static final Logger LOG = System.getLogger(GatewayEndpoint.class.getName());

  @Inject Gateway gateway;

  private volatile Socket socket;

  // of a message that has not ended; the container calls with one part at a time
  private final StringBuilder parts = new StringBuilder();

  @OnOpen
  public void open(Session session, EndpointConfig config) {
    Wire wire = new SessionWire(session);
    session.setMaxTextMessageBufferSize(GatewaySettings.MOST_MESSAGE_BYTES);
    session.setMaxBinaryMessageBufferSize(GatewaySettings.MOST_MESSAGE_BYTES);
    // this gateway has its own, which asks before it takes a client for gone
    session.setMaxIdleTimeout(0);
    Admission admission = Admission.of(config);
    if (admission instanceof Admission.Refused refused) {
      wire.close(refused.code(), refused.sentence());
    } else if (!session.getNegotiatedSubprotocol().equals(GatewayHandshake.PROTOCOL)) {
      wire.close(
          CloseCode.BAD_MESSAGE, "Ask for the subprotocol " + GatewayHandshake.PROTOCOL + ".");
    } else {
      socket = gateway.open(((Admission.Granted) admission).caller(), wire);
    }
  }

  /**
   * Takes messages in parts, because the container would put parts together without end: it looks
   * at the size of a message when the last one is there.
   */
  @OnMessage(maxMessageSize = GatewaySettings.MOST_MESSAGE_BYTES)
  public void text(String next, boolean last) {
    Socket current = socket;
    if (current == null || current.isEnding()) {
      parts.setLength(0);
    } else if (parts.length() + next.length() > GatewaySettings.MOST_MESSAGE_BYTES) {
      parts.setLength(0);
      current.end(
          CloseCode.TOO_BIG,
          "A message has at most " + GatewaySettings.MOST_MESSAGE_BYTES + " bytes.");
    } else {
      parts.append(next);
      if (last) {
        String whole = parts.toString();
        parts.setLength(0);
        current.take(whole);
      }
    }
  }

  @OnMessage(maxMessageSize = GatewaySettings.MOST_MESSAGE_BYTES)
  public void binary(ByteBuffer bytes, boolean last) {
    Socket current = socket;
    if (current != null) {
      current.end(CloseCode.BAD_MESSAGE, "A message is text; this was binary.");
    }
  }

  @OnMessage
  public void pong(PongMessage pong) {
    Socket current = socket;
    if (current != null) {
      current.heard();
    }
  }

  @OnClose
  public void close() {
    Socket current = socket;
    if (current != null) {
      gateway.closed(current);
    }
  }

  /** Whatever it is, the container closes the connection, which is told by itself. */
  @OnError
  public void error(Throwable failure) {
    LOG.log(Level.DEBUG, "A socket failed.", failure);
  }
}
