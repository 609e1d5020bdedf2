package dev.commitcast.server.faults.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between clients and a server and hands on what they say, for as long as nobody asks for
 * something worse. Listens on one port of the loopback address all its life. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  private final int port;
  private final Random random;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object door = new Object();
  private ServerSocket listening;
  private Socket placeholder;
  private boolean closed;
  private volatile InetSocketAddress target;
  private volatile Conduct conduct = Conduct.FAITHFUL;

  private TcpProxy(InetSocketAddress target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.listening = listen(0);
    this.port = listening.getLocalPort();
    serve(listening);
  }

  /**
   * A proxy that hands on faithfully.
   *
   * @param seed of the jitter
   */
  public static TcpProxy to(String host, int port, long seed) {
    try {
      return new TcpProxy(new InetSocketAddress(host, port), seed);
    } catch (IOException e) {
      throw new UncheckedIOException("The proxy for port " + port + " could not listen.", e);
    }
  }

  /** Where clients connect to, on the loopback address. */
  public int port() {
    return port;
  }

  /** Connections that are open now. */
  public int connections() {
    return links.size();
  }

  /** New connections go there; those that are open stay where they are. */
  public void target(String host, int newPort) {
    target = new InetSocketAddress(host, newPort);
  }

  /** As at the beginning; what was held back arrives now. */
  public void pass() {
    behave(Conduct.FAITHFUL);
    synchronized (door) {
      if (closed || listening != null) {
        return;
      }
      close(placeholder);
      placeholder = null;
      try {
        listening = listen(port);
      } catch (IOException e) {
        throw new UncheckedIOException("Port " + port + " was taken by somebody else.", e);
      }
      serve(listening);
    }
  }

  /**
   * Slows every connection down.
   *
   * @param bytesPerSecond of each connection and direction; 0 for no limit
   */
  public void delay(Duration latency, Duration jitter, long bytesPerSecond) {
    behave(new Conduct(latency, jitter, bytesPerSecond, Set.of()));
  }

  /** Takes bytes and delivers nothing on these ways, no end either, until {@link #pass}. */
  public void silence(Set<Direction> ways) {
    behave(new Conduct(Duration.ZERO, Duration.ZERO, 0, ways));
  }

  /** Cuts every connection with a reset; new ones are taken. */
  public void cut() {
    links.forEach(Link::reset);
  }

  /** Lets so many more bytes through on each open connection, then cuts it in their midst. */
  public void cutAfter(Direction way, long bytes) {
    links.forEach(link -> link.cutAfter(way, bytes));
  }

  /** Cuts every connection, and refuses new ones until {@link #pass}. */
  public void refuse() {
    synchronized (door) {
      if (listening != null) {
        close(listening);
        listening = null;
        placeholder = holdPort();
      }
    }
    cut();
  }

  @Override
  public void close() {
    synchronized (door) {
      closed = true;
      close(listening);
      close(placeholder);
      listening = null;
    }
    cut();
  }

  Conduct conduct() {
    return conduct;
  }

  long jitterNanos(Conduct now) {
    long most = now.jitter().toNanos();
    synchronized (random) {
      return most == 0 ? 0 : random.nextLong(most);
    }
  }

  void ended(Link link) {
    links.remove(link);
  }

  private void behave(Conduct changed) {
    conduct = changed;
    links.forEach(Link::conductChanged);
  }

  /** Keeps others from the port while nobody listens on it. */
  private Socket holdPort() {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException ignored) {
      // then it is free for a moment; binding it again says so if somebody took it
      close(socket);
    }
    return socket;
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    return socket;
  }

  private void serve(ServerSocket socket) {
    Link.thread("proxy-" + port, () -> accept(socket)).start();
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Link.thread("proxy-connects-" + port, () -> connect(client)).start();
      } catch (IOException expected) {
        // closed, by refuse() or close()
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    try {
      server.connect(target, CONNECT_MILLIS);
      Link link = new Link(this, client, server);
      links.add(link);
      link.start();
      synchronized (door) {
        if (listening == null) {
          link.reset();
        }
      }
    } catch (IOException e) {
      Link.reset(client);
      Link.reset(server);
    }
  }

  private static void close(AutoCloseable socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (Exception ignored) {
        // it is gone either way
      }
    }
  }
}
