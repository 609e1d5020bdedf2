package dev.commitcast.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.server.faults.rows.Faults;
import dev.commitcast.server.faults.soak.Soak;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Load and a random fault every 20 s: nothing is lost and nothing grows. */
@Tag("soak")
class SoakIT {
  private static final Duration TIME =
      Duration.ofSeconds(
          (long) (60 * Double.parseDouble(System.getProperty("commitcast.soak.minutes", "30"))));

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void nothingIsLostAndNothingGrows() throws Exception {
    long seed = Chosen.fromProperties().seed();
    System.out.printf("soak of %s, seed %d%n", TIME, seed);
    try (FaultyWorld world = FaultyWorld.start(seed)) {
      assertThat(new Soak(world, Faults.all(), TIME, seed).run()).as("seed %d", seed).isEmpty();
    }
  }
}
