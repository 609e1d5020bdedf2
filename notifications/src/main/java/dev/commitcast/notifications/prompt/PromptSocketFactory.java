package dev.commitcast.notifications.prompt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Makes the driver's sockets. The driver knows this class by name alone and hands it one word,
 * under which the owner of the connection finds the socket afterwards. Thread-safe.
 */
public final class PromptSocketFactory extends SocketFactory {
  private static final Map<String, PromptSocket> MADE = new ConcurrentHashMap<>();

  /** The rest of a message never takes long, however long a statement may. */
  private static final Duration LONGEST_STALL = Duration.ofSeconds(15);

  private final String key;
  private final Duration stallLimit;

  /** Called by the driver. */
  public PromptSocketFactory(String key) {
    this.key = Objects.requireNonNull(key, "A socket needs a key, or nobody could wake it.");
    this.stallLimit = Duration.ofMillis(Long.parseLong(key.substring(key.indexOf('/') + 1)));
  }

  /** A word for one connection. */
  static String key(Duration stallLimit) {
    long millis = Math.min(LONGEST_STALL.toMillis(), stallLimit.toMillis());
    return UUID.randomUUID() + "/" + millis;
  }

  /** Hands over the socket made last under this key, once; null if there was none. */
  static PromptSocket claim(String key) {
    return MADE.remove(key);
  }

  @Override
  public Socket createSocket() throws IOException {
    PromptSocket socket = new PromptSocket(stallLimit);
    MADE.put(key, socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), localHost, localPort);
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = createSocket();
    socket.connect(address);
    return socket;
  }

  private Socket bound(InetSocketAddress address, InetAddress localHost, int localPort)
      throws IOException {
    Socket socket = createSocket();
    socket.bind(new InetSocketAddress(localHost, localPort));
    socket.connect(address);
    return socket;
  }
}
