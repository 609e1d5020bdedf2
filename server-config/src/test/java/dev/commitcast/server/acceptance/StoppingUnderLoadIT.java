package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.server.liberty.LibertyNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node stops within seconds whatever it is busy with, tells everybody to come back at a time of
 * their own, and leaves the sequencing to another node at once.
 */
class StoppingUnderLoadIT {
  private static final int SUBSCRIBERS = Integer.getInteger("commitcast.test.subscribers", 300);

  /** What is promised on a machine that has the time; a busy one may take twice as long. */
  private static final Duration MOST = Duration.ofSeconds(5);

  @Test
  @Timeout(240)
  void stopsBySignalAndByCommandAndTheOtherNodeGoesOn() throws Exception {
    try (RunningSystem system = RunningSystem.start(2)) {
      RandomWriters writers = new RandomWriters(system, 1);
      writers.prepare();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                try {
                  writers.run(4, Duration.ofSeconds(12));
                } catch (Exception e) {
                  throw new CompletionException("The load ended early.", e);
                }
              });
      // the nodes start beside each other: either may have become the leader
      int leader =
          await("a node sequences")
              .atMost(Duration.ofSeconds(30))
              .until(system::leader, node -> node >= 0);
      stopUnderLoad(system, leader, SUBSCRIBERS, true);
      await("the other node gives the versions")
          .atMost(Duration.ofSeconds(60))
          .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") < 1_000);
      stopUnderLoad(system, 1 - leader, SUBSCRIBERS / 5, false);
      load.join();
      assertThat(writers.failures()).as("transactions of others that failed").isZero();
    }
  }

  private static void stopUnderLoad(
      RunningSystem system, int node, int subscribers, boolean bySignal) throws Exception {
    LibertyNode running = system.node(node);
    try (BusyNode busy = new BusyNode(system, node)) {
      busy.begin(subscribers);
      if (bySignal) {
        busy.withholdBodies();
      }
      await("the node is busy").atMost(Duration.ofSeconds(90)).until(() -> busy.hasWritten(20));
      await("the node sequences")
          .atMost(Duration.ofSeconds(30))
          .until(() -> system.leader() == node);
      busy.expectTheStop();
      long begin = System.nanoTime();
      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(bySignal ? running::stop : running::stopByCommand);
      await("another session could lead")
          .pollInterval(Duration.ofMillis(20))
          .atMost(MOST.multipliedBy(4))
          .until(() -> system.leader() != node);
      Duration unlocked = Duration.ofNanos(System.nanoTime() - begin);
      stopping.join();
      Duration stopped = Duration.ofNanos(System.nanoTime() - begin);
      System.out.printf(
          "node %d: sequencing free after %d ms, ended after %d ms%n",
          node, unlocked.toMillis(), stopped.toMillis());
      assertThat(running.running()).isFalse();
      await("everybody was let go").atMost(Duration.ofSeconds(30)).until(busy::hasLetGo);
      System.out.printf(
          "%d of %d subscribers told to come back at %d different times; %s%n",
          busy.retries().size(),
          busy.readers(),
          new TreeSet<>(busy.retries()).size(),
          busy.answers());
      assertThat(stopped).isLessThan(MOST.multipliedBy(4));
      assertStored(system, busy.accepted());
      assertEverybodyWasTold(busy);
      assertNothingLogged(running);
    }
  }

  private static void assertEverybodyWasTold(BusyNode busy) {
    // one in nine reads slowly, and may be cut off before it has read so far
    assertThat(busy.retries()).hasSizeGreaterThanOrEqualTo(busy.readers() * 8 / 10);
    assertThat(new TreeSet<>(busy.retries())).hasSizeGreaterThan(busy.retries().size() / 2);
    for (Map.Entry<String, Integer> answer : busy.answers().entrySet()) {
      assertThat(answer.getKey())
          .isIn("poll 200", "poll 503", "poll cut off", "write 503", "write cut off");
    }
  }

  /** Who was told that an event is stored can rely on it. */
  private static void assertStored(RunningSystem system, List<String> ids) throws Exception {
    try (Connection connection = system.connect();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT (SELECT count(*) FROM commitcast.events WHERE id = ANY (?))"
                    + " + (SELECT count(*) FROM commitcast.pending_events WHERE id = ANY (?))")) {
      count.setArray(1, connection.createArrayOf("text", ids.toArray()));
      count.setArray(2, connection.createArrayOf("text", ids.toArray()));
      try (ResultSet row = count.executeQuery()) {
        row.next();
        // one that is moved between the two counts is found once: it is one statement
        assertThat(row.getLong(1)).isEqualTo(ids.size());
      }
    }
  }

  private static void assertNothingLogged(LibertyNode node) throws IOException {
    assertThat(Files.readAllLines(node.console()))
        .filteredOn(
            line ->
                line.contains("\"level\":\"error\"")
                    || line.contains("\"level\":\"ERROR\"")
                    || line.contains("\"level\":\"SEVERE\"")
                    || line.contains("\\tat ")
                    || line.startsWith("\tat "))
        .isEmpty();
    Path records = node.messages().resolveSibling("ffdc");
    if (Files.exists(records)) {
      try (Stream<Path> files = Files.list(records)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
