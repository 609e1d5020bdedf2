package dev.commitcast.localpostgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port that nobody uses now, for a server that will. Not from the range out of which
 * systems give ports to connections: there somebody's connection may take it before the server
 * does. No port is given twice, and JVMs of tests that run side by side, which the property {@code
 * tests.fork} numbers, do not give the same one. Thread-safe.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;
  private static final int SHARES = 8;
  private static final int SHARE = Math.floorMod(Integer.getInteger("tests.fork", 0), SHARES);

  /** Their servers may not listen yet, or be down just now. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** A free port of the loopback address. */
  public static int find() {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      int port =
          SHARE + SHARES * ThreadLocalRandom.current().nextInt(FIRST / SHARES, LAST / SHARES);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(port)) {
          return socket.getLocalPort();
        }
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw new IllegalStateException(
        "There is no free port from " + FIRST + " to " + LAST + " on the loopback address.", last);
  }
}
