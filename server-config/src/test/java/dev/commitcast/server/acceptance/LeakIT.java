package dev.commitcast.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.leak.LeakRun;
import dev.commitcast.server.leak.TestIssuer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fifty users, twenty channels and ten merchants on two nodes; everything moves at full speed, and
 * whoever reads, in whichever way, gets what it may see: not one event more, not one less.
 */
class LeakIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("commitcast.test.seconds", 10));

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everybodySeesWhatItMaySeeAndNothingElse() throws Exception {
    live(system -> {});
  }

  @Test
  @Tag("thorough")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void alsoWhileLeadersAndListenersLoseTheirConnections() throws Exception {
    ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger cuts = new AtomicInteger();
    try {
      live(
          system ->
              killer.scheduleWithFixedDelay(
                  () -> cut(system, cuts.getAndIncrement()), 2, 2, TimeUnit.SECONDS));
    } finally {
      killer.shutdownNow();
    }
    System.out.printf("%d times connections were cut%n", cuts.get());
    assertThat(cuts).hasPositiveValue();
  }

  private static void cut(RunningSystem system, int number) {
    String loop = number % 2 == 0 ? "sequencer" : "listener";
    try (Connection superuser = system.postgres().superuserConnection(LocalPostgres.DATABASE);
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name LIKE 'commitcast "
              + loop
              + " node-%'");
    } catch (SQLException e) {
      throw new IllegalStateException("The connections of the " + loop + " were not cut.", e);
    }
  }

  private void live(Consumer<RunningSystem> beside) throws Exception {
    long seed = Long.getLong("commitcast.test.seed", new Random().nextLong());
    TestIssuer issuer = new TestIssuer();
    Map<String, String> environment = new HashMap<>(issuer.environment());
    environment.put("COMMITCAST_HUB_HEARTBEAT", "1s");
    // many are refused and come again at once, which is not the matter here
    environment.put("COMMITCAST_LIMITS_REQUESTS_PER_SECOND", "0");
    try (RunningSystem system = RunningSystem.start(2, environment, List.of());
        LeakRun run =
            new LeakRun(
                system::connect,
                List.of(system.node(0).uri(), system.node(1).uri()),
                issuer,
                seed)) {
      beside.accept(system);
      run.live(TIME);
      List<String> wrong = run.verdict();
      System.out.printf("leak test of %s, seed %d: %s%n", TIME, seed, run.figures());
      assertThat(wrong).as("seed %d, %s", seed, run.figures()).isEmpty();
    }
  }
}
