package dev.commitcast.notifications.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A way to the server on which bytes can vanish, in one direction or both, while every connection
 * looks open to both ends. Thread-safe.
 */
public final class BlackHole implements AutoCloseable {
  private final ServerSocket entrance;
  private final String host;
  private final int port;
  private final AtomicBoolean swallowsQuestions = new AtomicBoolean();
  private final AtomicBoolean swallowsAnswers = new AtomicBoolean();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private BlackHole(String host, int port) throws IOException {
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.host = host;
    this.port = port;
  }

  public static BlackHole before(String host, int port) {
    try {
      BlackHole way = new BlackHole(host, port);
      daemon(way::accept);
      return way;
    } catch (IOException e) {
      throw new UncheckedIOException("No port is free for a way to the server.", e);
    }
  }

  public String host() {
    return entrance.getInetAddress().getHostAddress();
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** What the client sends does not arrive any more. */
  public void swallowQuestions(boolean swallows) {
    swallowsQuestions.set(swallows);
  }

  /** What the server sends does not arrive any more. */
  public void swallowAnswers(boolean swallows) {
    swallowsAnswers.set(swallows);
  }

  private void accept() {
    try {
      while (!entrance.isClosed()) {
        Socket client = entrance.accept();
        Socket server = new Socket(host, port);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        sockets.addAll(List.of(client, server));
        daemon(() -> carry(client, server, swallowsQuestions));
        daemon(() -> carry(server, client, swallowsAnswers));
      }
    } catch (IOException e) {
      if (!entrance.isClosed()) {
        throw new UncheckedIOException("The way to the server ended.", e);
      }
    }
  }

  private static void carry(Socket from, Socket to, AtomicBoolean swallows) {
    byte[] bytes = new byte[8_192];
    try (InputStream in = from.getInputStream()) {
      OutputStream out = to.getOutputStream();
      int read;
      while ((read = in.read(bytes)) >= 0) {
        if (!swallows.get()) {
          out.write(bytes, 0, read);
        }
      }
    } catch (IOException ignored) {
      // one end has gone; the other is told unless that vanishes too
    }
    if (!swallows.get()) {
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // it is of no more use either way
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "way to the server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The way to the server cannot be closed.", e);
    } finally {
      sockets.forEach(BlackHole::close);
    }
  }
}
