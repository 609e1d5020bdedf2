package dev.commitcast.server.faults.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection through the proxy. Thread-safe. */
final class Link {
  private final TcpProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Lane toServer;
  private final Lane toClient;
  private final AtomicInteger lanes = new AtomicInteger(2);

  Link(TcpProxy proxy, Socket client, Socket server) throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    this.toServer = new Lane(this, proxy, Direction.TO_SERVER, client, server);
    this.toClient = new Lane(this, proxy, Direction.TO_CLIENT, server, client);
  }

  static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    toServer.start();
    toClient.start();
  }

  void conductChanged() {
    toServer.conductChanged();
    toClient.conductChanged();
  }

  void cutAfter(Direction way, long bytes) {
    (way == Direction.TO_SERVER ? toServer : toClient).cutAfter(bytes);
  }

  /** A lane has handed on everything and its end. */
  void finished() {
    if (lanes.decrementAndGet() == 0) {
      reset();
    }
  }

  void reset() {
    reset(client);
    reset(server);
    toServer.stop();
    toClient.stop();
    proxy.ended(this);
  }

  /** Closes with RST instead of FIN. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException ignored) {
      // it is gone either way
    }
  }
}
