package dev.commitcast.server.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A client of server-sent events that reads on a thread of its own, can stop reading while it stays
 * connected, and remembers the last id. Each object is one connection.
 */
final class EventStreamClient implements AutoCloseable {
  private final HttpURLConnection connection;
  private final Thread reader;
  private final Consumer<Frame> consumer;
  private final Object gate = new Object();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean reading = true;
  private volatile String lastId;

  /**
   * Connects.
   *
   * @param lastEventId null to start with whatever comes next
   * @param consumer gets every frame, on the reading thread
   */
  static EventStreamClient open(URI uri, String lastEventId, Consumer<Frame> consumer)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setRequestProperty("Accept", "text/event-stream");
    if (lastEventId != null) {
      connection.setRequestProperty("Last-Event-ID", lastEventId);
    }
    if (connection.getResponseCode() != 200) {
      throw new IOException(uri + " answered " + connection.getResponseCode());
    }
    EventStreamClient client = new EventStreamClient(connection, lastEventId, consumer);
    client.reader.start();
    return client;
  }

  private EventStreamClient(
      HttpURLConnection connection, String lastEventId, Consumer<Frame> consumer) {
    this.connection = connection;
    this.lastId = lastEventId;
    this.consumer = consumer;
    this.reader = new Thread(this::read, "event-stream-client");
    this.reader.setDaemon(true);
  }

  String lastId() {
    return lastId;
  }

  String header(String name) {
    return connection.getHeaderField(name);
  }

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Stops taking bytes from the socket; the connection stays. */
  void stopReading() {
    synchronized (gate) {
      reading = false;
    }
  }

  void goOnReading() {
    synchronized (gate) {
      reading = true;
      gate.notifyAll();
    }
  }

  /** Goes away without a word, as a browser does whose tab is closed. */
  @Override
  public void close() {
    goOnReading();
    connection.disconnect();
    reader.interrupt();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8), 1024)) {
      FrameBuilder frame = new FrameBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty()) {
          frame.field(line);
          continue;
        }
        Frame complete = frame.build(lastId);
        frame = new FrameBuilder();
        waitAtGate();
        lastId = complete.id();
        consumer.accept(complete);
      }
    } catch (IOException | InterruptedException expected) {
      // the connection was closed, by the server or by this test
    } finally {
      ended.countDown();
    }
  }

  private void waitAtGate() throws InterruptedException {
    synchronized (gate) {
      while (!reading) {
        gate.wait();
      }
    }
  }

  /** Collects the fields of one frame. */
  private static final class FrameBuilder {
    private String id;
    private String type = "message";
    private StringBuilder data;
    private long retry;

    void field(String line) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (name) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "retry" -> retry = Long.parseLong(value);
        case "data" -> {
          data = data == null ? new StringBuilder() : data.append('\n');
          data.append(value);
        }
        default -> {
          // a comment, or a field that clients must ignore
        }
      }
    }

    Frame build(String idBefore) {
      return new Frame(
          id == null ? idBefore : id, type, data == null ? null : data.toString(), retry);
    }
  }
}
