package dev.commitcast.server.acceptance;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Sends what go-sync-kit's HTTP client sends and reads as strictly as it does: the status must be
 * 200, a packed answer is unpacked by hand, an answer of more than 10 MiB is cut off.
 */
final class KitClient {
  private static final int GZIP_FROM = 1024;
  private static final int MOST_BYTES = 10 << 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;

  KitClient(URI base) {
    this.base = base;
  }

  /** One event as its JSON encoder prints it. */
  static String event(String id, String type, String aggregate, String data, long version) {
    return event(id, type, aggregate, data, "null", version);
  }

  static String event(
      String id, String type, String aggregate, String data, String metadata, long version) {
    return ("{\"event\":{\"id\":\"%s\",\"type\":\"%s\",\"aggregate_id\":\"%s\",\"data\":%s,"
            + "\"metadata\":%s},\"version\":\"%d\"}")
        .formatted(id, type, aggregate, data, metadata, version);
  }

  JsonObject push(String... events) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = sendPush("[" + String.join(",", events) + "]");
    return object(text(accepted(response)));
  }

  HttpResponse<byte[]> sendPush(String payload) throws IOException, InterruptedException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/sync/push"))
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip, deflate");
    if (bytes.length > GZIP_FROM) {
      bytes = pack(bytes);
      request.header("Content-Encoding", "gzip");
    }
    return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
  }

  JsonArray pull(long since) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            HttpRequest.newBuilder(base.resolve("/sync/pull?since=" + since))
                .header("Accept-Encoding", "gzip, deflate")
                .GET());
    try (JsonReader reader = Json.createReader(new StringReader(text(accepted(response))))) {
      JsonArray events = reader.readArray();
      events.forEach(KitClient::requireReadable);
      return events;
    }
  }

  /**
   * @param cursor JSON, null to leave it out
   * @param limit 0 to leave it out
   */
  JsonObject pullWithCursor(String cursor, int limit) throws IOException, InterruptedException {
    String since = cursor == null ? "" : "\"since\":" + cursor;
    String most = limit == 0 ? "" : (since.isEmpty() ? "" : ",") + "\"limit\":" + limit;
    JsonObject answer = object(text(accepted(post("/sync/pull-cursor", "{" + since + most + "}"))));
    answer.getJsonArray("events").forEach(KitClient::requireReadable);
    return answer;
  }

  String latestVersion() throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            HttpRequest.newBuilder(base.resolve("/sync/latest-version"))
                .header("Accept-Encoding", "gzip")
                .GET());
    try (JsonReader reader = Json.createReader(new StringReader(text(accepted(response))))) {
      return ((JsonString) reader.readValue()).getString();
    }
  }

  /** Its SSE client asks for JSON of the cursor, or for nothing. */
  URI stream(String cursor) {
    return base.resolve(
        cursor == null
            ? "/sse"
            : "/sse?cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
  }

  HttpResponse<byte[]> post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> accepted(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(
          "server error (status " + response.statusCode() + "): " + text(response));
    }
    return response;
  }

  static String text(HttpResponse<byte[]> response) throws IOException {
    byte[] body = response.body();
    if (body.length > MOST_BYTES) {
      throw new IOException("The client stops reading after " + MOST_BYTES + " bytes.");
    }
    boolean packed =
        response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    if (!packed) {
      return new String(body, StandardCharsets.UTF_8);
    }
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] all = unpacked.readNBytes(2 * MOST_BYTES + 1);
      if (all.length > 2 * MOST_BYTES) {
        throw new IOException("The client stops unpacking after " + 2 * MOST_BYTES + " bytes.");
      }
      return new String(all, StandardCharsets.UTF_8);
    }
  }

  static byte[] pack(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** So many mebibytes of blanks in a few kilobytes. */
  static byte[] bomb(int mebibytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < mebibytes; i++) {
        out.write(blanks);
      }
    }
    return packed.toByteArray();
  }

  /** Go refuses other types in these members, and with them the whole answer. */
  private static void requireReadable(JsonValue value) {
    JsonObject event = value.asJsonObject().getJsonObject("event");
    event.getString("id");
    event.getString("type");
    event.getString("aggregate_id");
    JsonValue metadata = event.get("metadata");
    if (metadata != JsonValue.NULL) {
      metadata.asJsonObject();
    }
    if (Long.parseLong(value.asJsonObject().getString("version")) < 1) {
      throw new IllegalStateException("The client's parser refuses the version 0.");
    }
  }

  static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
