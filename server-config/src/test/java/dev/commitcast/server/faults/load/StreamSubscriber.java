package dev.commitcast.server.faults.load;

import dev.commitcast.server.acceptance.EventStreamClient;
import dev.commitcast.server.acceptance.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the stream of events and resumes after the last id that it saw, on another node if its own
 * is silent or gone. A restless one leaves at random, too.
 */
public final class StreamSubscriber implements Subscriber {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(4);

  private final Nodes nodes;
  private final int longestStayMillis;
  private final Random random;
  private final Mailbox mailbox;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile String lastId;
  private volatile boolean startsOver;

  /**
   * Begins at once.
   *
   * @param from the cursor after which it begins
   * @param longestStayMillis how long it stays at the most; 0 for as long as it may
   */
  public StreamSubscriber(String name, Nodes nodes, String from, int longestStayMillis, long seed) {
    this.nodes = nodes;
    this.lastId = from;
    this.longestStayMillis = longestStayMillis;
    this.random = new Random(seed);
    this.mailbox = new Mailbox(name);
    this.thread = new Thread(this::live, name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  @Override
  public Mailbox mailbox() {
    return mailbox;
  }

  private void live() {
    try {
      while (stop.getCount() > 0) {
        visit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit() throws InterruptedException {
    startsOver = false;
    try (EventStreamClient client =
        EventStreamClient.openWary(
            nodes.next().resolve("api/events"), lastId, this::take, LONGEST_SILENCE)) {
      mailbox.connected();
      long stay =
          longestStayMillis == 0 ? Long.MAX_VALUE / 2 : 50 + random.nextInt(longestStayMillis);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stay);
      while (!client.hasEnded()
          && !startsOver
          && System.nanoTime() - end < 0
          && !stop.await(10, TimeUnit.MILLISECONDS)) {
        // it reads on a thread of its own
      }
      if (client.hasEnded()) {
        nodes.failed();
      }
    } catch (IOException expected) {
      // this node is away; the next one may answer
      nodes.failed();
      stop.await(100, TimeUnit.MILLISECONDS);
    }
  }

  private void take(Frame frame) {
    if (startsOver) {
      return;
    }
    if (!frame.isControl()) {
      mailbox.take(Received.of(Received.epochOf(frame.id()), frame.json()));
    } else if (frame.type().equals("resume") && frame.data().contains("reset")) {
      // what it had may never have happened: it reads all that the log has, from its beginning
      mailbox.reset(frame.data());
      lastId = frame.json().getString("oldest");
      startsOver = true;
      return;
    }
    lastId = frame.id() == null ? lastId : frame.id();
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join(10_000);
  }
}
