package dev.commitcast.server.faults.crowd;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Many subscribers to the same events. Thread-safe. */
public final class Crowd implements AutoCloseable {
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final int BUFFER = 64 * 1024;

  private final List<Member> members = new ArrayList<>();
  private final Random random;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Begins to come, within some seconds.
   *
   * @param nodes addresses with a query; each member begins with the first
   * @param from the cursor after which everybody begins
   */
  public Crowd(int size, List<URI> nodes, String from, long seed) throws IOException {
    this.random = new Random(seed);
    this.selector = Selector.open();
    for (int i = 0; i < size; i++) {
      members.add(new Member(List.copyOf(nodes), from, soon()));
    }
    this.thread = new Thread(this::live, "crowd");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Members that are connected and were greeted. */
  public int present() {
    return count(Member::greeted);
  }

  /** Members who got exactly these versions, in this order. */
  public int having(List<Long> versions) {
    return count(member -> member.versions().equals(versions));
  }

  /** How often anybody connected. */
  public int visits() {
    synchronized (members) {
      return members.stream().mapToInt(Member::visits).sum();
    }
  }

  private int count(Predicate<Member> which) {
    synchronized (members) {
      return (int) members.stream().filter(which).count();
    }
  }

  private long soon() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(LONGEST_PAUSE_MILLIS));
  }

  private void live() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (selector) {
      while (!stopped) {
        selector.select(20);
        synchronized (members) {
          for (SelectionKey key : selector.selectedKeys()) {
            serve(key, buffer);
          }
          selector.selectedKeys().clear();
          connectThoseWhoAreDue();
        }
      }
      members.forEach(Member::disconnect);
    } catch (IOException e) {
      throw new IllegalStateException("The crowd's selector failed.", e);
    }
  }

  private void connectThoseWhoAreDue() {
    long now = System.nanoTime();
    for (Member member : members) {
      if (member.isDue(now)) {
        try {
          member.connect(selector);
        } catch (IOException expected) {
          member.leave(soon());
        }
      }
    }
  }

  private void serve(SelectionKey key, ByteBuffer buffer) {
    Member member = (Member) key.attachment();
    try {
      if (key.isConnectable()) {
        member.finishConnect(key);
      } else if (!member.read(buffer)) {
        member.leave(soon());
      }
    } catch (IOException expected) {
      // the node is gone
      member.leave(soon());
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    selector.wakeup();
    thread.join(10_000);
  }
}
