package dev.commitcast.server.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.localpostgres.PostgresFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class ServerStartIT {

  @Test
  @Tag("thorough")
  void isReadyOnAnEmptyDatabaseStartsAgainAfterItWasKilledAndStopsWithinTenSeconds()
      throws Exception {
    try (LibertyNode node = LibertyNode.start(PostgresFixture.freshDatabase())) {
      assertThat(errors(node)).isEmpty();
      node.kill();
      assertThat(node.running()).isFalse();

      node.startAndAwait();

      HttpResponse<String> ready = get(node.uri().resolve("health/ready"));
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("\"status\":\"UP\"");
      assertThat(ready.headers().map()).doesNotContainKeys("server", "x-powered-by");
      assertThat(get(node.uri().resolve("metrics")).statusCode()).isEqualTo(200);
      assertThat(get(node.uri().resolve("openapi")).body()).contains("operationId: readEvents");
      assertThat(get(node.uri().resolve("docs/problems")).statusCode()).isEqualTo(200);
      assertThat(errors(node)).isEmpty();

      long begin = System.nanoTime();
      node.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(node.running()).isFalse();
      assertThat(Files.readString(node.messages())).contains("CWWKE0036I");
    }
  }

  private static List<String> errors(LibertyNode node) throws Exception {
    return Files.readAllLines(node.messages()).stream()
        .filter(line -> line.contains("\"level\":\"ERROR\""))
        .toList();
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
