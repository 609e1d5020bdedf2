package dev.commitcast.persistence.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes on what comes, until it is frozen: then connections stay open and nothing passes any more,
 * as when a cable is cut. What comes after a thaw passes. Thread-safe.
 */
final class FrozenRelay implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int target;
  private volatile boolean frozen;

  FrozenRelay(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket here = door.accept();
        Socket there = new Socket("127.0.0.1", target);
        sockets.add(here);
        sockets.add(there);
        start(() -> pass(here, there));
        start(() -> pass(there, here));
      }
    } catch (IOException expected) {
      // the relay is closed
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] piece = new byte[8192];
    boolean dead = false;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        // what was lost once stays lost: the rest of that connection makes no sense
        dead |= frozen;
        if (!dead) {
          out.write(piece, 0, count);
        }
      }
    } catch (IOException expected) {
      // one of the two is gone
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
