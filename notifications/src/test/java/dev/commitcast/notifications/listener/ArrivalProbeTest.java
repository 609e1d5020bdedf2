package dev.commitcast.notifications.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.prompt.PromptConnection;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivalProbeTest {
  private final AtomicLong now = new AtomicLong();
  private final Journal journal =
      new Journal(
          Clock.systemUTC(),
          Level.INFO,
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));

  @Test
  void aSlowWayToTheServerIsNotTakenForDeafness() {
    ArrivalProbe probe = new ArrivalProbe(Duration.ofSeconds(30), now::get);
    assertThat(probe.step(new Slow(), journal)).isFalse();
    assertThat(probe.isDeaf()).isFalse();
    assertThat(probe.patience()).isPositive();
    now.addAndGet(ArrivalProbe.ARRIVES_WITHIN.toNanos());
    assertThat(probe.step(new Slow(), journal)).isTrue();
    assertThat(probe.isDeaf()).isTrue();
  }

  /** Lets time pass while it sends. */
  private final class Slow implements Connector {
    @Override
    public PromptConnection open() {
      throw new UnsupportedOperationException("Nobody asks for a connection.");
    }

    @Override
    public LogPage readPage(PromptConnection connection, long version) {
      throw new UnsupportedOperationException("Nobody reads.");
    }

    @Override
    public LogState state(PromptConnection connection) {
      throw new UnsupportedOperationException("Nobody asks for the state.");
    }

    @Override
    public void notifyFromElsewhere(String channel) {
      now.addAndGet(Duration.ofSeconds(3).toNanos());
    }
  }
}
