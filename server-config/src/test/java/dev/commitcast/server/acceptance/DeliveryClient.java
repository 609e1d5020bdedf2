package dev.commitcast.server.acceptance;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A consumer of a persistent subscription over HTTP: one connection. */
final class DeliveryClient implements AutoCloseable {
  private final List<JsonObject> deliveries = new CopyOnWriteArrayList<>();
  private final List<String> controls = new CopyOnWriteArrayList<>();
  private final Consumer<JsonObject> handler;
  private EventStreamClient stream;

  private DeliveryClient(Consumer<JsonObject> handler) {
    this.handler = handler;
  }

  static DeliveryClient open(URI events) throws IOException {
    return open(events, delivery -> {});
  }

  /**
   * Connects.
   *
   * @param handler gets each delivery, on the reading thread
   */
  static DeliveryClient open(URI events, Consumer<JsonObject> handler) throws IOException {
    DeliveryClient client = new DeliveryClient(handler);
    client.stream = EventStreamClient.open(events, null, client::take);
    return client;
  }

  private void take(Frame frame) {
    if (frame.data() == null) {
      return;
    }
    if (List.of("resume", "drain").contains(frame.type())) {
      controls.add(frame.type());
      return;
    }
    try (JsonReader reader = Json.createReader(new StringReader(frame.data()))) {
      JsonObject delivery = reader.readObject();
      deliveries.add(delivery);
      handler.accept(delivery);
    }
  }

  List<JsonObject> deliveries() {
    return deliveries;
  }

  List<String> controls() {
    return controls;
  }

  boolean hasEnded() {
    return stream.hasEnded();
  }

  /** The versions of the events in the order in which they came. */
  List<Long> versions() {
    return deliveries.stream().map(DeliveryClient::version).toList();
  }

  static long version(JsonObject delivery) {
    return delivery.getJsonObject("event").getJsonNumber("version").longValue();
  }

  static HttpResponse<String> ack(URI subscription, JsonObject delivery)
      throws IOException, InterruptedException {
    return Http.send(
        "POST",
        URI.create(subscription + "/ack"),
        "{\"delivery\":\"" + delivery.getString("delivery") + "\"}");
  }

  static HttpResponse<String> nack(
      URI subscription, JsonObject delivery, String action, String error)
      throws IOException, InterruptedException {
    return Http.send(
        "POST",
        URI.create(subscription + "/nack"),
        "{\"delivery\":\"%s\",\"action\":\"%s\",\"error\":\"%s\"}"
            .formatted(delivery.getString("delivery"), action, error));
  }

  /** Goes away without a word. */
  @Override
  public void close() {
    stream.close();
  }
}
