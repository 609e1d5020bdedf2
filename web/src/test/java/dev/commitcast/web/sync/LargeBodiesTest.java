package dev.commitcast.web.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.web.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LargeBodiesTest {
  private static final int MIB = 1 << 20;

  private final LargeBodies bodies = new LargeBodies(1, Duration.ofMillis(20));

  @Test
  void anyNumberOfSmallOnesAreReadAtOnce() {
    for (int i = 0; i < 100; i++) {
      bodies.grown(bodies.lease(), MIB);
    }
  }

  @Test
  void oneTooManyIsAskedToComeAgainAndMayOnceTheFirstIsDone() {
    LargeBodies.Lease first = bodies.lease();
    bodies.grown(first, MIB + 1);
    bodies.grown(first, 5 * MIB);
    LargeBodies.Lease second = bodies.lease();

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> bodies.grown(second, 2 * MIB));

    assertThat(refused.problem().status()).isEqualTo(503);
    assertThat(refused.problem().headers()).containsKey("Retry-After");
    second.close();
    first.close();
    bodies.grown(second, 2 * MIB);
    second.close();
    second.close();
    bodies.grown(first, 2 * MIB);
  }
}
