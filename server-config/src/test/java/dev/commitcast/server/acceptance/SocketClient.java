package dev.commitcast.server.acceptance;

import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A client of the gateway that is not ours: the JDK's. Thread-safe. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final List<JsonObject> messages = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder part = new StringBuilder();
  private final boolean reading;
  private volatile String reason;
  private final AtomicInteger pings = new AtomicInteger();
  private WebSocket socket;

  private SocketClient(boolean reading) {
    this.reading = reading;
  }

  static SocketClient open(URI node) {
    return open(node, "notifications", Map.of(), true);
  }

  /** One that reads nothing until {@link #read}. */
  static SocketClient deaf(URI node) {
    return open(node, "notifications", Map.of(), false);
  }

  static SocketClient open(URI node, String path, Map<String, String> headers, boolean reading) {
    SocketClient client = new SocketClient(reading);
    client.socket = client.builder(headers).buildAsync(uri(node, path), client).join();
    return client;
  }

  static SocketClient withoutSubprotocol(URI node) {
    SocketClient client = new SocketClient(true);
    client.socket =
        CLIENT.newWebSocketBuilder().buildAsync(uri(node, "notifications"), client).join();
    return client;
  }

  private WebSocket.Builder builder(Map<String, String> headers) {
    WebSocket.Builder builder =
        CLIENT.newWebSocketBuilder().subprotocols("commitcast.v1").connectTimeout(SOON);
    headers.forEach(builder::header);
    return builder;
  }

  private static URI uri(URI node, String path) {
    return URI.create(node.resolve(path).toString().replaceFirst("http", "ws"));
  }

  String subprotocol() {
    return socket.getSubprotocol();
  }

  SocketClient say(String json) {
    socket.sendText(json.replace('\'', '"'), true).orTimeout(20, TimeUnit.SECONDS).join();
    return this;
  }

  /** Says it unless the server has closed meanwhile. */
  void trySay(String json) {
    try {
      say(json);
    } catch (CompletionException expected) {
      // what the test waits for has happened
    }
  }

  int pings() {
    return pings.get();
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    pings.incrementAndGet();
    from.request(1);
    return null;
  }

  void sayBinary() {
    socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Reads this many further messages. */
  void read(long count) {
    socket.request(count);
  }

  List<JsonObject> messages() {
    return List.copyOf(messages);
  }

  List<JsonObject> messages(String type) {
    return messages.stream().filter(each -> each.getString("type").equals(type)).toList();
  }

  /** The first message of a type, once it is there. */
  JsonObject awaitMessage(String type) {
    return awaitMessage(each -> each.getString("type").equals(type));
  }

  JsonObject awaitMessage(Predicate<JsonObject> wanted) {
    await().atMost(SOON).until(() -> messages.stream().anyMatch(wanted) || closed.isDone());
    return messages.stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "closed with " + closed.join() + ", " + reason + " after " + messages));
  }

  int awaitClose() {
    return closed.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  String reason() {
    return reason;
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reading) {
      opened.request(1);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      try (JsonReader reader = Json.createReader(new StringReader(part.toString()))) {
        messages.add(reader.readObject());
      }
      part.setLength(0);
    }
    if (reading || !last) {
      from.request(1);
    }
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String why) {
    reason = why;
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    reason = failure.toString();
    closed.complete(-1);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
