package dev.commitcast.notifications.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoopRunnerTest {
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void abortsALoopThatDoesNotHeedAStop() {
    StubbornLoop loop = new StubbornLoop(false);
    LoopRunner runner = new LoopRunner("stubborn loop", loop, executor);
    runner.start();
    await().until(() -> loop.starts.get() == 1);
    long began = System.nanoTime();
    runner.stop();
    assertThat(loop.aborted.getCount()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void startsALoopAgainThatAnErrorHasEnded() {
    StubbornLoop loop = new StubbornLoop(true);
    LoopRunner runner = new LoopRunner("dying loop", loop, executor);
    runner.start();
    await().until(() -> runner.look() != null);
    await().until(() -> loop.starts.get() >= 2);
    runner.stop();
    assertThat(runner.look()).isNull();
  }

  /** Ends on abort alone, or with an error at once. */
  private static final class StubbornLoop implements BackgroundLoop {
    private final CountDownLatch aborted = new CountDownLatch(1);
    private final AtomicInteger starts = new AtomicInteger();
    private final Heartbeat heart = new Heartbeat(System::nanoTime);
    private final boolean dies;

    StubbornLoop(boolean dies) {
      this.dies = dies;
    }

    @Override
    public void run() {
      starts.incrementAndGet();
      if (dies) {
        throw new AssertionError("dies on purpose");
      }
      try {
        aborted.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void stop() {}

    @Override
    public void abort() {
      aborted.countDown();
    }

    @Override
    public Heartbeat heart() {
      return heart;
    }
  }
}
