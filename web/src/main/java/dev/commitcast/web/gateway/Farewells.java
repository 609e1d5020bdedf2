package dev.commitcast.web.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Connections that were closed and wait for their clients to close them too. The server waits for
 * each frame that may be the answer, without end for who sends others, and it forgets a connection
 * that is read from in the wrong moment. Here the wait has an end. Thread-safe.
 */
final class Farewells {
  /** For so long a client may take to answer, and the server to clear up. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(Farewells.class.getName());

  private record Farewell(Socket connection, long since) {}

  private final Queue<Farewell> waiting = new ConcurrentLinkedQueue<>();

  /** Is about to be closed. */
  void add(Socket connection) {
    waiting.add(new Farewell(connection, System.nanoTime()));
  }

  /** Ends those who have waited long enough; called again and again, by one thread at a time. */
  void look(long now) {
    Farewell first = waiting.peek();
    while (first != null && now - first.since > PATIENCE.toNanos()) {
      waiting.remove();
      end(first.connection, now);
      first = waiting.peek();
    }
  }

  private void end(Socket connection, long now) {
    try {
      if (connection.isClosed() || connection.isInputShutdown()) {
        connection.close();
      } else {
        // whoever still reads from it sees its end, and clears up
        connection.shutdownInput();
        waiting.add(new Farewell(connection, now));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A connection that was closed could not be cut.", e);
    }
  }
}
