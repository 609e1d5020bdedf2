package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReadersTest {
  @Test
  void everyTaskRunsAndNeverMoreThanAllowedAtOnce() throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      for (int most = 1; most <= 3; most++) {
        run(new Readers(executor, most), most);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static void run(Readers readers, int most) throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> submitters = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      Thread submitter =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  readers.submit(
                      () -> {
                        peak.accumulateAndGet(running.incrementAndGet(), Math::max);
                        running.decrementAndGet();
                        done.incrementAndGet();
                      },
                      () -> {});
                }
              });
      submitters.add(submitter);
      submitter.start();
    }
    for (Thread submitter : submitters) {
      submitter.join();
    }
    await().until(() -> done.get() == 30_000);
    assertThat(peak.get()).isLessThanOrEqualTo(most);
  }

  @Test
  void whateverATaskThrowsIsReportedAndTheNextRuns() {
    Readers readers = new Readers(Runnable::run, 1);
    AtomicBoolean failed = new AtomicBoolean();
    AtomicBoolean ran = new AtomicBoolean();
    readers.submit(
        () -> {
          throw new OutOfMemoryError("as a test");
        },
        () -> failed.set(true));
    readers.submit(() -> ran.set(true), () -> {});
    assertThat(failed).isTrue();
    assertThat(ran).isTrue();
  }

  @Test
  void anExecutorThatRefusesIsAFailureToTryAgain() {
    AtomicBoolean refusing = new AtomicBoolean(true);
    Readers readers =
        new Readers(
            task -> {
              if (refusing.get()) {
                throw new RejectedExecutionException("as a test");
              }
              task.run();
            },
            1);
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    readers.submit(runs::incrementAndGet, failures::incrementAndGet);
    assertThat(failures).hasValue(1);
    refusing.set(false);
    readers.submit(runs::incrementAndGet, failures::incrementAndGet);
    assertThat(runs).hasValue(1);
    assertThat(failures).hasValue(1);
  }
}
