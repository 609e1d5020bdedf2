package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.Standby;
import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.server.liberty.LibertyNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that knows two hosts, of which the primary dies and the other one takes its place. */
@Timeout(240)
class FailoverIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void everythingGoesOnByItselfOnTheHostThatWasPromoted() throws Exception {
    try (LocalPostgres first = LocalPostgres.builder().setting("fsync", "off").start();
        Standby standby = Standby.of(first)) {
      String hosts = "127.0.0.1:" + standby.server().port() + ",127.0.0.1:" + first.port();
      try (LibertyNode node = LibertyNode.start(first.database(), Map.of("POSTGRES_HOST", hosts))) {
        List<Frame> frames = new CopyOnWriteArrayList<>();
        try (EventStreamClient ignored =
            EventStreamClient.open(node.uri().resolve("api/events"), null, frames::add)) {
          assertThat(append(node, "before")).isEqualTo(201);
          await().atMost(SOON).until(() -> seen(frames, "before"));
          standby.awaitCaughtUp(SOON);

          first.stop(StopMode.IMMEDIATE);
          standby.promote();
          long promoted = System.nanoTime();
          await().atMost(SOON).ignoreExceptions().until(() -> append(node, "after") == 201);
          long answered = System.nanoTime();
          // a new epoch ends the streams of the old one; a browser comes again by itself
          awaitAsABrowser(node, frames, "after");
          long arrived = System.nanoTime();
          System.out.printf(
              "After the promotion: an append after %d ms, its event with a subscriber after %d ms%n",
              Duration.ofNanos(answered - promoted).toMillis(),
              Duration.ofNanos(arrived - promoted).toMillis());
          assertThat(Duration.ofNanos(arrived - promoted)).isLessThan(Duration.ofSeconds(45));
        }
      }
    }
  }

  private static void awaitAsABrowser(LibertyNode node, List<Frame> frames, String type)
      throws Exception {
    URI all = node.uri().resolve("api/events?after=0");
    AtomicReference<EventStreamClient> client =
        new AtomicReference<>(EventStreamClient.open(all, null, frames::add));
    try {
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(
              () -> {
                if (client.get().hasEnded()) {
                  client.set(EventStreamClient.open(all, null, frames::add));
                }
                return seen(frames, type);
              });
    } finally {
      client.get().close();
    }
  }

  private static boolean seen(List<Frame> frames, String type) {
    return frames.stream().anyMatch(frame -> frame.type().equals(type));
  }

  private static int append(LibertyNode node, String type) throws Exception {
    return Http.send(
            "POST",
            node.uri().resolve("api/streams/account:1/events"),
            "{\"type\": \"" + type + "\"}")
        .statusCode();
  }
}
