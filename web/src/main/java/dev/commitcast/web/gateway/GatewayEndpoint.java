package dev.commitcast.web.gateway;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * Where the container hands over what happens at one connection; one instance for each. The
 * container calls it on one thread at a time, but for the end, which may come at any moment.
 *
 * <p>It takes messages in parts, because the container would put parts together without end. And it
 * has no annotations, because with those the container would not look at how large a frame says
 * that it is, and gather it as a whole.
 */
@Dependent
public class GatewayEndpoint extends Endpoint {
  private static final Logger LOG = System.getLogger(GatewayEndpoint.class.getName());

  @Inject Gateway gateway;

  private volatile Socket socket;

  // of a message that has not ended; the container calls with one part at a time
  private final StringBuilder parts = new StringBuilder();

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    Wire wire = gateway.wire(session);
    // a frame above it ends its connection, with 1009
    session.setMaxTextMessageBufferSize(GatewaySettings.MOST_MESSAGE_BYTES);
    session.setMaxBinaryMessageBufferSize(GatewaySettings.MOST_MESSAGE_BYTES);
    session.addMessageHandler(String.class, this::text);
    session.addMessageHandler(ByteBuffer.class, this::binary);
    session.addMessageHandler(PongMessage.class, this::pong);
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

  private void text(String next, boolean last) {
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

  private void binary(ByteBuffer bytes, boolean last) {
    Socket current = socket;
    if (current != null) {
      current.end(CloseCode.BAD_MESSAGE, "A message is text; this was binary.");
    }
  }

  private void pong(PongMessage pong) {
    Socket current = socket;
    if (current != null) {
      current.heard();
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    Socket current = socket;
    if (current != null) {
      if (reason.getCloseCode().getCode() == CloseCode.TOO_BIG.number()) {
        // by the container, of a frame; nobody has counted it
        current.cut(CloseCode.TOO_BIG, reason.getReasonPhrase());
      }
      gateway.closed(current);
    }
  }

  /** Whatever it is, the container closes the connection, which is told by itself. */
  @Override
  public void onError(Session session, Throwable failure) {
    LOG.log(Level.DEBUG, "A socket failed.", failure);
  }
}
