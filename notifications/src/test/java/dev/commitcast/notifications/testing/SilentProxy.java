package dev.commitcast.notifications.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network between a node and a server that may swallow what goes one way or the other, without
 * closing anything: as a cable that was pulled. Thread-safe.
 */
public final class SilentProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean swallowsQuestions;
  private volatile boolean swallowsAnswers;
  private final AtomicInteger answerBytes = new AtomicInteger(Integer.MAX_VALUE);

  public SilentProxy(int targetPort) throws IOException {
    this.target = targetPort;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public int port() {
    return door.getLocalPort();
  }

  public void swallowQuestions() {
    swallowsQuestions = true;
  }

  public void swallowAnswers() {
    swallowsAnswers = true;
  }

  /** Lets so many bytes of answers through, and swallows the rest. */
  public void swallowAnswersAfter(int bytes) {
    answerBytes.set(bytes);
  }

  /** Connections that are made from now on work; the old ones stay dead. */
  public void heal() {
    swallowsQuestions = false;
    swallowsAnswers = false;
    answerBytes.set(Integer.MAX_VALUE);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket();
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> pump(client, server, true));
        daemon(() -> pump(server, client, false));
      } catch (IOException expected) {
        // closed, or the server is away: the client sees that nobody answers
      }
    }
  }

  private void pump(Socket from, Socket to, boolean questions) {
    boolean dead = false;
    byte[] buffer = new byte[8_192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        dead |= questions ? swallowsQuestions : swallowsAnswers;
        int pass = dead ? 0 : count;
        if (!questions && pass > 0) {
          int left = answerBytes.get();
          if (left != Integer.MAX_VALUE) {
            left = Math.max(0, answerBytes.getAndAdd(-count));
          }
          pass = Math.min(count, left);
          dead |= pass < count;
        }
        out.write(buffer, 0, pass);
        out.flush();
      }
    } catch (IOException expected) {
      // one side has closed
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "blackhole");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
