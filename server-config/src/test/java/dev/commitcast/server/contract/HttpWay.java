package dev.commitcast.server.contract;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.persistence.log.Direction;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** HTTP, as a program in any language would use it. */
final class HttpWay implements Way {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final URI api;

  /**
   * @param api ends with a slash
   */
  HttpWay(URI api) {
    this.api = api;
  }

  @Override
  public List<Appended> append(List<Appending> appends) {
    if (appends.size() != 1) {
      String body = appends.stream().map(HttpWay::json).collect(Collectors.joining(",", "[", "]"));
      return answer(send("POST", "append", body, null)).getJsonArray("streams").stream()
          .map(each -> appended(each.asJsonObject()))
          .toList();
    }
    Appending one = appends.get(0);
    return List.of(
        appended(
            answer(
                send(
                    "POST", path(one.stream(), "/events"), events(one.events()), one.expected()))));
  }

  private static String json(Appending append) {
    String expected =
        append.expected() instanceof ExpectedVersion.Exact exact
            ? Long.toString(exact.version())
            : append.expected() instanceof ExpectedVersion.NoStream
                ? "\"none\""
                : append.expected() instanceof ExpectedVersion.StreamExists
                    ? "\"exists\""
                    : "\"any\"";
    return "{\"stream\":%s,\"expected\":%s,\"events\":%s}"
        .formatted(Json.quote(append.stream()), expected, events(append.events()));
  }

  URI api() {
    return api;
  }

  static String events(List<Given> events) {
    return events.stream().map(HttpWay::json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String json(Given event) {
    List<String> members = new ArrayList<>();
    members.add("\"type\":" + Json.quote(event.type()));
    if (event.id() != null) {
      members.add("\"id\":" + Json.quote(event.id()));
    }
    if (event.data() != null) {
      members.add("\"data\":" + event.data());
    }
    if (event.metadata() != null) {
      members.add("\"metadata\":" + event.metadata());
    }
    if (event.room() != null) {
      members.add("\"room\":" + Json.quote(event.room()));
    }
    return "{" + String.join(",", members) + "}";
  }

  private static Appended appended(JsonObject answer) {
    return new Appended(
        answer.getString("stream"),
        answer.getJsonArray("events").getValuesAs(JsonObject.class).stream()
            .map(
                each ->
                    new Appended.One(
                        each.getString("id"),
                        each.getJsonNumber("streamVersion").longValueExact(),
                        each.getBoolean("repeated", false)))
            .toList());
  }

  @Override
  public List<Seen> read(String stream, long from, Direction direction, int limit) {
    String path = path(stream, "/events");
    String query =
        "from=%d&direction=%s&limit=%d&metadata=true"
            .formatted(from, direction == Direction.FORWARDS ? "forwards" : "backwards", limit);
    return answer(send("GET", with(path, query), null, null))
        .getJsonArray("events")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(HttpWay::seen)
        .toList();
  }

  @Override
  public Optional<Seen> event(String id) {
    HttpResponse<String> response =
        send("GET", "events/" + encode(id) + "?metadata=true", null, null);
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(seen(answer(response)));
  }

  private static Seen seen(JsonObject event) {
    return new Seen(
        event.getString("id"),
        event.getString("stream"),
        event.getJsonNumber("streamVersion").longValueExact(),
        event.getString("type"),
        text(event.get("data")),
        event.getString("room", null),
        text(event.get("metadata")));
  }

  @Override
  public Optional<Known> stream(String name) {
    HttpResponse<String> response = send("GET", path(name, ""), null, null);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    JsonObject known = answer(response);
    return Optional.of(
        new Known(
            known.getJsonNumber("version").longValueExact(),
            known.containsKey("deletedAt"),
            known.getInt("truncateBefore", 1),
            text(known.get("metadata"))));
  }

  @Override
  public void delete(String stream, ExpectedVersion expected) {
    HttpResponse<String> response = send("DELETE", path(stream, ""), null, expected);
    if (response.statusCode() != 204) {
      throw refused(response);
    }
  }

  @Override
  public void restore(String stream) {
    answer(send("PATCH", path(stream, ""), "{\"deleted\":false}", null));
  }

  @Override
  public void truncate(String stream, long before) {
    answer(send("PATCH", path(stream, ""), "{\"truncateBefore\":" + before + "}", null));
  }

  @Override
  public void describe(String stream, String metadata) {
    // a merge patch adds to what is there: what is to be replaced goes first
    answer(send("PATCH", path(stream, ""), "{\"metadata\":null}", null));
    answer(send("PATCH", path(stream, ""), "{\"metadata\":" + metadata + "}", null));
  }

  /** The path of a stream, relative to the API. */
  static String path(String stream, String below) {
    boolean elsewhere =
        stream.chars().anyMatch(c -> c < 32 || c == 127)
            || List.of(".", "..").contains(stream)
            || stream.contains(";");
    return elsewhere
        ? "streams/-" + below + "?stream=" + encode(stream)
        : "streams/" + encode(stream) + below;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String with(String path, String query) {
    return path + (path.contains("?") ? "&" : "?") + query;
  }

  /** Sends it as it is; the headers follow from what is expected. */
  HttpResponse<String> send(String method, String path, String body, ExpectedVersion expected) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(Duration.ofSeconds(60))
            .header("Accept", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (expected instanceof ExpectedVersion.Exact exact) {
      request.header("If-Match", "\"" + exact.version() + "\"");
    } else if (expected instanceof ExpectedVersion.StreamExists) {
      request.header("If-Match", "*");
    } else if (expected instanceof ExpectedVersion.NoStream) {
      request.header("If-None-Match", "*");
    }
    return send(request.build());
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject answer(HttpResponse<String> response) {
    if (response.statusCode() >= 300) {
      throw refused(response);
    }
    return json(response.body());
  }

  static RuntimeException refused(HttpResponse<String> response) {
    Refused.Kind kind =
        switch (response.statusCode()) {
          case 412 -> Refused.Kind.WRONG_VERSION;
          case 409 -> Refused.Kind.CONFLICT;
          case 410 -> Refused.Kind.DELETED;
          case 404 -> Refused.Kind.UNKNOWN;
          case 413 -> Refused.Kind.TOO_LARGE;
          case 400, 422 -> Refused.Kind.INVALID;
          default -> throw new IllegalStateException(response + " " + response.body());
        };
    JsonObject problem = json(response.body());
    return new Refused(
        kind,
        problem.containsKey("currentVersion")
            ? problem.getJsonNumber("currentVersion").longValueExact()
            : null,
        problem.getString("detail", response.body()));
  }

  static JsonObject json(String text) {
    try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static String text(JsonValue value) {
    return value == null ? null : value.toString();
  }
}
