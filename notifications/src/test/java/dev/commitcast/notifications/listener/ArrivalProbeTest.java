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
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    Elsewhere elsewhere = new Elsewhere();
    assertThat(probe.step(elsewhere, journal)).isFalse();
    now.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(probe.step(elsewhere, journal)).as("nobody waits for it").isFalse();
    elsewhere.sending.complete(null);
    assertThat(probe.step(elsewhere, journal)).isFalse();
    assertThat(probe.isDeaf()).isFalse();
    assertThat(probe.patience()).isPositive();
    now.addAndGet(ArrivalProbe.ARRIVES_WITHIN.toNanos());
    assertThat(probe.step(elsewhere, journal)).isTrue();
    assertThat(probe.isDeaf()).isTrue();
  }

  @Test
  void whatArrivesBeforeTheSenderKnowsThatItWasSentIsHeard() {
    ArrivalProbe probe = new ArrivalProbe(Duration.ofSeconds(30), now::get);
    Elsewhere elsewhere = new Elsewhere();
    probe.step(elsewhere, journal);
    probe.arrived();
    elsewhere.sending.complete(null);
    probe.step(elsewhere, journal);
    now.addAndGet(ArrivalProbe.ARRIVES_WITHIN.toNanos());
    assertThat(probe.step(elsewhere, journal)).isFalse();
    assertThat(probe.isDeaf()).isFalse();
  }

  @Test
  void aProbeThatCannotBeSentProvesNothing() {
    ArrivalProbe probe = new ArrivalProbe(Duration.ofSeconds(30), now::get);
    Elsewhere elsewhere = new Elsewhere();
    probe.step(elsewhere, journal);
    elsewhere.sending.completeExceptionally(new SQLException("no connection left"));
    probe.step(elsewhere, journal);
    now.addAndGet(ArrivalProbe.ARRIVES_WITHIN.toNanos());
    assertThat(probe.step(elsewhere, journal)).isFalse();
    assertThat(elsewhere.sent).isEqualTo(1);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    elsewhere.sending = new CompletableFuture<>();
    probe.step(elsewhere, journal);
    assertThat(elsewhere.sent).isEqualTo(2);
  }

  /** Sends when the test says so. */
  private static final class Elsewhere implements Connector {
    private CompletableFuture<Void> sending = new CompletableFuture<>();
    private int sent;

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
    public CompletableFuture<Void> notifyFromElsewhere(String channel) {
      sent++;
      return sending;
    }
  }
}
