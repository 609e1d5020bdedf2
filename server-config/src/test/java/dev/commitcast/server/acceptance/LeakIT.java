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
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    live(system -> () -> {});
  }

  @Test
  @Tag("thorough")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void alsoWhileLeadersAndListenersLoseTheirConnections() throws Exception {
    live(Cuts::new);
  }

  /** Cuts the sequencers' and the listeners' connections in turn, until it is closed. */
  private static final class Cuts implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RunningSystem system;
    private final Future<?> cutting;
    private int number;

    Cuts(RunningSystem system) {
      this.system = system;
      this.cutting = timer.scheduleWithFixedDelay(this::cut, 2, 2, TimeUnit.SECONDS);
    }

    private void cut() {
      String loop = number++ % 2 == 0 ? "sequencer" : "listener";
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

    @Override
    public void close() throws InterruptedException {
      // one that has failed is not done again
      boolean failed = cutting.isDone();
      timer.shutdown();
      assertThat(timer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      System.out.printf("%d times connections were cut%n", number);
      assertThat(failed).as("cutting has failed").isFalse();
      assertThat(number).isPositive();
    }
  }

  private static void live(Function<RunningSystem, AutoCloseable> beside) throws Exception {
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
      try (AutoCloseable ignored = beside.apply(system)) {
        run.live(TIME);
      }
      List<String> wrong = run.verdict();
      System.out.printf("leak test of %s, seed %d: %s%n", TIME, seed, run.figures());
      assertThat(wrong).as("seed %d, %s", seed, run.figures()).isEmpty();
    }
  }
}
