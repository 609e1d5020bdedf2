package dev.commitcast.benchmarks.access;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Event streams of many subscribers over as many connections, read by one thread that looks for one
 * byte and nothing else: reading must not cost more than what it measures.
 */
final class StreamClients implements AutoCloseable {
  /** Stands once in each event that is counted, and in nothing else. */
  static final char MARK = '~';

  /** The end of the first frame's name, which each stream sends once. */
  private static final byte[] GREETING = "event: resume".getBytes(StandardCharsets.US_ASCII);

  private final URI node;
  private final Selector selector = Selector.open();
  private final Thread reader = new Thread(this::read, "streams");
  private final AtomicLong marks = new AtomicLong();
  private final AtomicLong greeted = new AtomicLong();
  private volatile IOException failure;
  private volatile boolean closed;

  StreamClients(URI node) throws IOException {
    this.node = node;
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens one stream. */
  void open(String path, String token) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(node.getHost(), node.getPort()));
    ByteBuffer request =
        ByteBuffer.wrap(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: "
                    + node.getAuthority()
                    + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                    + token
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    while (request.hasRemaining()) {
      channel.write(request);
    }
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new Beginning());
    selector.wakeup();
  }

  /** Looks for the greeting, which may come in pieces. */
  private static final class Beginning {
    private final StringBuilder text = new StringBuilder();
    private int matched;

    boolean isDone() {
      return matched == GREETING.length;
    }

    void take(byte next) {
      if (!isDone()) {
        text.append((char) next);
        matched = next == GREETING[matched] ? matched + 1 : next == GREETING[0] ? 1 : 0;
      }
    }

    @Override
    public String toString() {
      return "It began with: " + text;
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    try {
      while (!closed) {
        selector.select(key -> read(key, buffer), 100);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    try {
      buffer.clear();
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        throw new IOException("The node has ended a stream. " + key.attachment());
      }
      buffer.flip();
      count(buffer, (Beginning) key.attachment());
    } catch (IOException e) {
      key.cancel();
      if (!closed) {
        failure = e;
      }
    }
  }

  private void count(ByteBuffer buffer, Beginning beginning) {
    if (!beginning.isDone()) {
      for (int i = 0; i < buffer.limit() && !beginning.isDone(); i++) {
        beginning.take(buffer.get(i));
      }
      if (beginning.isDone()) {
        greeted.incrementAndGet();
      }
    }
    int found = 0;
    for (int i = 0; i < buffer.limit(); i++) {
      found += buffer.get(i) == MARK ? 1 : 0;
    }
    marks.addAndGet(found);
  }

  long marks() throws IOException {
    return checked(marks::get);
  }

  long greeted() throws IOException {
    return checked(greeted::get);
  }

  private long checked(LongSupplier value) throws IOException {
    IOException seen = failure;
    if (seen != null) {
      throw new IOException("Not all streams are open any more.", seen);
    }
    return value.getAsLong();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    closed = true;
    selector.wakeup();
    reader.join();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
