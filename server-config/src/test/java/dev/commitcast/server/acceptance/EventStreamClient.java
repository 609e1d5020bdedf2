package dev.commitcast.server.acceptance;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A client of server-sent events that reads on a thread of its own, can stop reading while it stays
 * connected, and remembers the last id. Each object is one connection.
 */
public final class EventStreamClient implements AutoCloseable {
  private static final int HEAD_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream input;
  private final Map<String, String> headers = new HashMap<>();
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
  public static EventStreamClient open(URI uri, String lastEventId, Consumer<Frame> consumer)
      throws IOException {
    return open(new Socket(), uri, lastEventId, consumer);
  }

  /** With a small window, so that the server soon feels it when this client stops reading. */
  static EventStreamClient openNarrow(URI uri, String lastEventId, Consumer<Frame> consumer)
      throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(32 * 1024);
    return open(socket, uri, lastEventId, consumer);
  }

  /** Ends the connection when nothing, not even a heartbeat, has come for so long. */
  public static EventStreamClient openWary(
      URI uri, String lastEventId, Consumer<Frame> consumer, Duration longestSilence)
      throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) longestSilence.toMillis());
    return open(socket, uri, lastEventId, consumer);
  }

  private static EventStreamClient open(
      Socket socket, URI uri, String lastEventId, Consumer<Frame> consumer) throws IOException {
    try {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
      EventStreamClient client = new EventStreamClient(socket, lastEventId, consumer);
      client.request(uri);
      client.reader.start();
      return client;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private EventStreamClient(Socket socket, String lastEventId, Consumer<Frame> consumer)
      throws IOException {
    this.socket = socket;
    this.input = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    this.lastId = lastEventId;
    this.consumer = consumer;
    this.reader = new Thread(this::read, "event-stream-client");
    this.reader.setDaemon(true);
  }

  private void request(URI uri) throws IOException {
    String request =
        "GET "
            + uri.getRawPath()
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nAccept: text/event-stream\r\n"
            + (lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int silence = socket.getSoTimeout();
    // a stream may be silent for as long as it likes, but an answer has to begin
    socket.setSoTimeout(silence > 0 ? silence : HEAD_MILLIS);
    String status = headerLine();
    for (String line = headerLine(); !line.isEmpty(); line = headerLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(uri + " answered " + status);
    }
    socket.setSoTimeout(silence);
  }

  private String headerLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new EOFException("The server closed the connection without an answer.");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  public String lastId() {
    return lastId;
  }

  String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  public boolean hasEnded() {
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
    try {
      socket.close();
    } catch (IOException expected) {
      // it is gone either way
    }
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
            new InputStreamReader(new ChunkedInput(input), StandardCharsets.UTF_8))) {
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
