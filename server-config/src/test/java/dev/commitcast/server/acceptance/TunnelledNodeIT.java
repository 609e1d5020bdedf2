package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose database has its name only behind an SSH server. */
@Timeout(240)
class TunnelledNodeIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void requestsAndStreamsGoThroughTheTunnelAndNothingIsMissedWhenItIsCut() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.builder().setting("fsync", "off").start();
        SshGate gate = new SshGate(folder.resolve("gate"))) {
      try (LibertyNode node = LibertyNode.describe(postgres.database(), settings(gate))) {
        node.startAndAwait();
        List<Frame> frames = new CopyOnWriteArrayList<>();
        try (EventStreamClient ignored =
            EventStreamClient.open(node.uri().resolve("api/events"), null, frames::add)) {
          append(node, "one");
          await().atMost(SOON).until(() -> seen(frames, "one"));

          gate.stop();
          await()
              .atMost(SOON)
              .until(() -> Files.readString(node.console()).contains("tunnel_lost"));
          try (var session = postgres.connection();
              var statement = session.createStatement()) {
            statement.execute("SELECT commitcast.append('account:1', 'meanwhile', '{}')");
          }
          gate.start();
          await().atMost(SOON).until(() -> seen(frames, "meanwhile"));
          assertThat(Http.get(node.uri().resolve("api/channels")).statusCode()).isEqualTo(200);
          append(node, "two");
          await().atMost(SOON).until(() -> seen(frames, "two"));
        }
        assertThat(
                frames.stream()
                    .map(Frame::type)
                    .filter(List.of("one", "meanwhile", "two")::contains))
            .containsExactly("one", "meanwhile", "two");
        assertThat(Http.get(node.uri().resolve("health/ready")).body())
            .contains("commitcast-tunnel")
            .contains("OPEN");
        node.stop();
        assertThat(Files.readString(node.console())).contains("tunnel_reopened", "tunnel_closed");
      }
    }
  }

  private static boolean seen(List<Frame> frames, String type) {
    return frames.stream().anyMatch(frame -> frame.type().equals(type));
  }

  private static void append(LibertyNode node, String type) throws Exception {
    HttpResponse<String> answer =
        Http.send(
            "POST",
            node.uri().resolve("api/streams/account:1/events"),
            "{\"type\": \"" + type + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static Map<String, String> settings(SshGate gate) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("POSTGRES_HOST", SshGate.HIDDEN);
    settings.put("SSH_HOST", "127.0.0.1");
    settings.put("SSH_PORT", Integer.toString(gate.port()));
    settings.put("SSH_USER", "ada");
    settings.put(
        "SSH_KEY_PATH", gate.openSshKey("id", SshGate.pair("Ed25519", 256), null).toString());
    settings.put("COMMITCAST_SSH_KNOWN_HOSTS", gate.knownHosts("127.0.0.1").toString());
    return settings;
  }
}
