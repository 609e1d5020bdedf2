package dev.commitcast.server.acceptance;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A subscriber that goes away at random and resumes, on any of some nodes, after the last id that
 * it has seen. Keeps what it gets; leaves nothing out and removes nothing.
 */
final class RestlessSubscriber implements AutoCloseable {
  private final Supplier<URI> node;
  private final Random random;
  private final int longestStayMillis;
  private final List<Seen> events = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread;
  private volatile boolean stopped;
  private volatile String lastId;
  private volatile int connections;
  private volatile String reset;

  /**
   * @param node where to connect to next time
   * @param from the first cursor
   * @param longestStayMillis how long it stays at the most; 0 for until it is closed
   */
  RestlessSubscriber(Supplier<URI> node, String from, int longestStayMillis, long seed) {
    this.node = node;
    this.lastId = from;
    this.longestStayMillis = longestStayMillis;
    this.random = new Random(seed);
    this.thread = new Thread(this::live, "restless-subscriber");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  List<Seen> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  long lastVersion() {
    String id = lastId;
    return Long.parseLong(id.substring(id.indexOf('.') + 1));
  }

  int connections() {
    return connections;
  }

  /** What the server said if it could not resume; must stay null. */
  String reset() {
    return reset;
  }

  private void live() {
    while (!stopped) {
      try (EventStreamClient client = EventStreamClient.open(node.get(), lastId, this::take)) {
        connections++;
        long stay =
            longestStayMillis == 0 ? Long.MAX_VALUE : 50 + random.nextInt(longestStayMillis);
        long end = System.nanoTime() + Math.min(stay, 1_000_000) * 1_000_000L;
        while (!stopped && !client.hasEnded() && System.nanoTime() - end < 0) {
          Thread.sleep(5);
        }
      } catch (IOException expected) {
        // the server is down or refuses just now; come again
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  private void take(Frame frame) {
    if (!frame.isControl()) {
      events.add(Seen.of(frame));
    } else if (frame.type().equals("resume") && frame.data().contains("reset")) {
      reset = frame.data();
    }
    lastId = frame.id() == null ? lastId : frame.id();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join(10_000);
  }
}
