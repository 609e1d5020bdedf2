package dev.commitcast.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Openings of WebSockets. The filter lets them through unseen, because only the endpoint can answer
 * them as the protocol wants it, and a ticket is good once. What the handshake does not tell its
 * configurator, the address of the peer, is kept with the thread while it lasts. Thread-safe.
 */
public final class Handshakes {
  /** The one path that is left to its endpoint. */
  static final String PATH = "/notifications";

  private static final ThreadLocal<String> PEER = new ThreadLocal<>();

  private Handshakes() {}

  /** Whether a request opens a WebSocket, at the path that looks for itself who comes. */
  static boolean isOne(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getRequestURI().equals(request.getContextPath() + PATH)
        && "websocket".equals(lowerCase(request.getHeader("Upgrade")));
  }

  private static String lowerCase(String text) {
    return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
  }

  static void begin(HttpServletRequest request) {
    PEER.set(request.getRemoteAddr());
  }

  static void end() {
    PEER.remove();
  }

  /** The address of the peer whose handshake this thread is in. */
  public static Optional<String> peerAddress() {
    return Optional.ofNullable(PEER.get());
  }

  /** What a peer brings to the handshake that this thread is in. */
  public static Approach approach(HandshakeRequest request) {
    return new HandshakeApproach(request.getHeaders(), request.getQueryString(), peerAddress());
  }

  private record HandshakeApproach(
      Map<String, List<String>> all, String query, Optional<String> peerAddress)
      implements Approach {
    @Override
    public List<String> headers(String name) {
      return all.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .flatMap(header -> header.getValue().stream())
          .toList();
    }

    @Override
    public List<String> parameters(String name) {
      return QueryText.values(query, name);
    }
  }
}
