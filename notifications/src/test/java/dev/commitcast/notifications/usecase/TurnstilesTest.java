package dev.commitcast.notifications.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TurnstilesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Turnstiles turnstiles = new Turnstiles();

  @Test
  void oneAtATimeIsInsideForEachNameAndNothingIsKeptBehindThem() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        all.add(
            threads.submit(
                () -> {
                  boolean entered = turnstiles.enter("one", LONG);
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  turnstiles.leave("one");
                  return entered;
                }));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most).hasValue(1);
    assertThat(turnstiles.size()).isZero();
  }

  @Test
  void whoWaitsInVainGoesAwayAndOtherNamesAreFree() throws Exception {
    assertThat(turnstiles.enter("one", LONG)).isTrue();

    assertThat(turnstiles.enter("one", Duration.ofMillis(1))).isFalse();
    assertThat(turnstiles.enter("other", Duration.ofMillis(1))).isTrue();

    turnstiles.leave("one");
    assertThat(turnstiles.enter("one", Duration.ofMillis(1))).isTrue();
    turnstiles.leave("one");
    turnstiles.leave("other");
    assertThat(turnstiles.size()).isZero();
  }

  @Test
  void whoIsInterruptedWhileWaitingIsForgotten() throws Exception {
    assertThat(turnstiles.enter("one", LONG)).isTrue();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<Boolean> waiting = threads.submit(() -> turnstiles.enter("one", LONG));
    threads.shutdownNow();

    await().atMost(LONG).until(waiting::isDone);
    turnstiles.leave("one");
    assertThat(turnstiles.size()).isZero();
  }
}
