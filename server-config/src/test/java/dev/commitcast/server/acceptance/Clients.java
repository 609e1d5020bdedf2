package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Requests to one node with headers of choice, such as those that say who asks. Thread-safe. */
record Clients(URI node) {
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  /** A token for a demo user, from a node that issues its own. */
  Map<String, String> as(String user) throws Exception {
    return bearer(token(user));
  }

  String token(String user) throws Exception {
    HttpResponse<String> answer = post("/dev/sign-in", "{\"user\":\"" + user + "\"}", Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Http.json(answer).getString("token");
  }

  HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    return send("POST", path, body, headers);
  }

  HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
      throws Exception {
    return CLIENT.send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  HttpRequest request(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!headers.containsKey("Accept")) {
      request.header("Accept", "application/json");
    }
    headers.forEach(request::header);
    return request.build();
  }
}
