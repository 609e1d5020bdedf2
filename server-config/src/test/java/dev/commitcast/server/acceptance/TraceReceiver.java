package dev.commitcast.server.acceptance;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes spans in Zipkin's JSON, as a collector does. Thread-safe. */
final class TraceReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonObject> spans = new CopyOnWriteArrayList<>();

  TraceReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          try (InputStream raw = new ByteArrayInputStream(body);
              InputStream in = packed ? new GZIPInputStream(raw) : raw;
              JsonReader reader = Json.createReader(in)) {
            reader.readArray().stream().map(JsonValue::asJsonObject).forEach(spans::add);
          }
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    server.start();
  }

  /** What a node needs to send its spans here, soon. */
  Map<String, String> environment() {
    return Map.of(
        "OTEL_SDK_DISABLED", "false",
        "OTEL_TRACES_EXPORTER", "zipkin",
        "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2/spans",
        "OTEL_METRICS_EXPORTER", "none",
        "OTEL_LOGS_EXPORTER", "none",
        "OTEL_BSP_SCHEDULE_DELAY", "100");
  }

  List<JsonObject> ofTrace(String traceId) {
    return spans.stream().filter(span -> span.getString("traceId").equals(traceId)).toList();
  }

  /** The first of a trace with a name, which the format spells in small letters. */
  Optional<JsonObject> find(String traceId, String name) {
    return ofTrace(traceId).stream()
        .filter(span -> span.getString("name", "").equals(name))
        .findFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
