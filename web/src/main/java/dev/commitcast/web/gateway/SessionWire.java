package dev.commitcast.web.gateway;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/** A session of the server's WebSocket container. Thread-safe as far as {@link Wire} asks. */
final class SessionWire implements Wire {
  /** Of the 125 bytes of a control frame two are the code. */
  static final int REASON_BYTES = 123;

  private static final Logger LOG = System.getLogger(SessionWire.class.getName());

  private final Session session;
  private final Runnable onClose;

  /**
   * @param onClose told before it is closed, which may take its time
   */
  SessionWire(Session session, Runnable onClose) {
    this.session = Objects.requireNonNull(session, "There is no session.");
    this.onClose = Objects.requireNonNull(onClose, "Somebody is told of the end.");
  }

  @Override
  public void send(String text, Consumer<Throwable> done) {
    session.getAsyncRemote().sendText(text, result -> done.accept(failureOf(result)));
  }

  private static Throwable failureOf(SendResult result) {
    if (result.isOK()) {
      return null;
    }
    Throwable reason = result.getException();
    return reason == null ? new IOException("The message was not sent.") : reason;
  }

  @Override
  public void ping() {
    try {
      session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
    } catch (IOException | RuntimeException e) {
      // a client that has gone is noticed by its silence
      LOG.log(Level.DEBUG, "A ping was not sent.", e);
    }
  }

  @Override
  public void close(CloseCode code, String reason) {
    onClose.run();
    try {
      session.close(new CloseReason(CloseCodes.getCloseCode(code.number()), shortened(reason)));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A socket could not be closed in an orderly way.", e);
    }
  }

  /** As much as a close frame holds, in whole characters. */
  static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }
}
