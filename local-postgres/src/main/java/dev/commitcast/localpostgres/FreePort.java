package dev.commitcast.localpostgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port that nobody uses now, for a server that will. Not from the range out of which
 * systems give ports to connections: there somebody's connection may take it before the server
 * does.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePort() {}

  /** A free port of the loopback address. */
  public static int find() {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw new IllegalStateException(
        "There is no free port from " + FIRST + " to " + LAST + " on the loopback address.", last);
  }
}
