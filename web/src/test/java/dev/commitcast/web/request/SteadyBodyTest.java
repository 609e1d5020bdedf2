package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.web.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyBodyTest {
  private final AtomicLong now = new AtomicLong();

  /** Gives so many bytes with each read, and takes so long for it. */
  private InputStream body(int size, int portion, Duration each) {
    InputStream slow =
        new ByteArrayInputStream(new byte[size]) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            now.addAndGet(each.toNanos());
            return super.read(bytes, offset, Math.min(length, portion));
          }
        };
    return new SteadyBody(slow, now::get);
  }

  @Test
  void takesTheTimeThatASlowLineNeeds() throws IOException {
    assertThat(body(400_000, 2_000, Duration.ofSeconds(1)).readAllBytes()).hasSize(400_000);
  }

  @Test
  void givesUpWhoSendsAByteNowAndThen() {
    ProblemException gaveUp =
        catchThrowableOfType(
            ProblemException.class, () -> body(10_000, 1, Duration.ofSeconds(10)).readAllBytes());

    assertThat(gaveUp.problem().status()).isEqualTo(408);
    assertThat(Duration.ofNanos(now.get())).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void doesNotCountTheTimeThatIsSpentOnWhatCame() throws IOException {
    InputStream body = body(100, 10, Duration.ofMillis(1));
    for (int i = 0; i < 10; i++) {
      now.addAndGet(Duration.ofMinutes(5).toNanos());
      assertThat(body.readNBytes(10)).hasSize(10);
    }
    assertThat(body.read()).isEqualTo(-1);
  }
}
