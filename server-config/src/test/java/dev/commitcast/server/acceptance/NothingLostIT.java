package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise: nothing lost, nothing doubled, dense, in order. */
class NothingLostIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("commitcast.test.seconds", 10));
  private static final int WRITERS = 16;

  private final long seed = Long.getLong("commitcast.test.seed", System.nanoTime());

  @Test
  @Tag("thorough")
  @Timeout(240)
  void everyCommittedRowReachesSteadyAndRestlessSubscribersOnceAndInOrder() throws Exception {
    System.out.println("seed " + seed);
    try (RunningSystem system = RunningSystem.start(1)) {
      Supplier<URI> node = () -> system.uri(0, "api/events");
      writeAndCompare(system, node, node);
    }
  }

  @Test
  @Timeout(300)
  void twoNodesKeepThePromiseWhileTheSequencingOneLosesItsConnection() throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
    try (RunningSystem system = RunningSystem.start(2)) {
      ScheduledFuture<?> killing =
          killer.scheduleAtFixedRate(() -> killLeader(system), 2, 3, TimeUnit.SECONDS);
      writeAndCompare(
          system,
          () -> system.uri(1, "api/events"),
          () -> system.uri(random.nextInt(2), "api/events"));
      assertThat(killing.isDone()).as("the killer failed").isFalse();
    } finally {
      killer.shutdownNow();
    }
  }

  private void writeAndCompare(
      RunningSystem system, Supplier<URI> steadyNode, Supplier<URI> anyNode) throws Exception {
    RandomWriters writers = new RandomWriters(system, seed);
    writers.prepare();
    long start = system.number("SELECT commitcast.head()");
    String from = "1." + start;
    try (RestlessSubscriber steady = new RestlessSubscriber(steadyNode, from, 0, seed);
        RestlessSubscriber restless = new RestlessSubscriber(anyNode, from, 1_500, seed + 1)) {
      writers.runBesideAHeldTransaction(WRITERS, TIME);
      await("the log is complete")
          .atMost(Duration.ofSeconds(60))
          .until(() -> system.number("SELECT count(*) FROM commitcast.pending_events") == 0);
      long head = system.number("SELECT commitcast.head()");
      await("both subscribers have seen version " + head)
          .atMost(Duration.ofSeconds(60))
          .until(() -> steady.lastVersion() >= head && restless.lastVersion() >= head);
      System.out.printf(
          "%d commits, %d events, %d connections of the restless subscriber%n",
          writers.commits(), head - start, restless.connections());
      assertThat(writers.commits()).as("the writers wrote").isGreaterThan(100);
      assertThat(writers.failures()).as("transactions that failed").isZero();
      assertThat(restless.connections()).isGreaterThan(2);
      assertThat(steady.reset()).isNull();
      assertThat(restless.reset()).isNull();
      Oracle oracle = new Oracle(system);
      oracle.check(steady.events(), start + 1, "steady, seed " + seed);
      oracle.check(restless.events(), start + 1, "restless, seed " + seed);
    }
  }

  private static void killLeader(RunningSystem system) {
    try (Connection superuser = system.postgres().superuserConnection("commitcast");
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_locks"
              + " WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException("The sequencing node's connection could not be cut.", e);
    }
  }
}
