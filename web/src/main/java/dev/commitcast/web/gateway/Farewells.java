package dev.commitcast.web.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Connections that were closed and wait for their clients to close them too. The server waits for
 * each frame that may be the answer, without end for who sends others, and it forgets a connection
 * that is read from in the wrong moment. Here the wait has an end. Thread-safe.
 */
final class Farewells {
  /** For so long a client may take to answer, and the server to clear up. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(Farewells.class.getName());

  /** One that may have ended already, which does not matter. */
  interface Connection {
    /** Shows the server an end of what the client sends, upon which it clears up. */
    void endInput() throws Exception;

    /** Has the server clear up, if it has not; may wait. */
    void end() throws Exception;
  }

  private record Farewell(Connection connection, boolean last, long since) {}

  private final Executor executor;
  private final Queue<Farewell> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param executor ends connections
   */
  Farewells(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "Connections are ended on an executor.");
  }

  /** Is about to be closed. */
  void add(Connection connection) {
    waiting.add(new Farewell(connection, false, System.nanoTime()));
  }

  /** Ends those who have waited long enough; called again and again, by one thread at a time. */
  void look(long now) {
    Farewell first = waiting.peek();
    while (first != null && now - first.since > PATIENCE.toNanos()) {
      Farewell due = waiting.remove();
      executor.execute(() -> end(due));
      if (!due.last) {
        waiting.add(new Farewell(due.connection, true, now));
      }
      first = waiting.peek();
    }
  }

  private static void end(Farewell due) {
    try {
      if (due.last) {
        due.connection.end();
      } else {
        due.connection.endInput();
      }
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "A connection that was closed could not be ended.", e);
    }
  }
}
