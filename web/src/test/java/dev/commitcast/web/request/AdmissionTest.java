package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class AdmissionTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  void letsInAsManyAsThereArePlaces() {
    Admission admission = new Admission(2, Duration.ZERO);
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isFalse();
    admission.leave();
    assertThat(admission.enter()).isTrue();
  }

  @Test
  void whoFindsNoPlaceWaitsForOne() throws Exception {
    Admission admission = new Admission(1, LONG);
    assertThat(admission.enter()).isTrue();
    Thread[] waiting = new Thread[1];
    CompletableFuture<Boolean> entered = new CompletableFuture<>();
    waiting[0] = new Thread(() -> entered.complete(admission.enter()));
    waiting[0].start();
    await().until(() -> waiting[0].getState() == Thread.State.TIMED_WAITING);
    admission.leave();
    assertThat(entered.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void afterOneWaitedInVainNobodyWaitsUntilSomebodyLeaves() {
    Admission admission = new Admission(1, Duration.ofSeconds(2));
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isFalse();
    long began = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(admission.enter()).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
    admission.leave();
    assertThat(admission.enter()).isTrue();
  }

  @Test
  void someOfTheServersThreadsAreKeptFree() {
    Admission admission = Admission.from(settings("16"));
    for (int i = 0; i < 14; i++) {
      assertThat(admission.enter()).isTrue();
    }
    assertThat(admission.enter()).isFalse();
    assertThatThrownBy(() -> Admission.from(settings("15"))).hasMessageContaining(Admission.KEY);
  }

  private static Settings settings(String threads) {
    Map<String, String> values = Map.of(Admission.KEY, threads);
    return Settings.from(key -> Optional.ofNullable(values.get(key)));
  }
}
