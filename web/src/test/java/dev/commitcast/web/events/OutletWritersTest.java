package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OutletWritersTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean exhausted;
  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
  private final OutletWriters writers = new OutletWriters(this::thread, 2, 20);

  @AfterEach
  void closeAndEnd() {
    release.countDown();
    writers.close();
    await("all threads end").until(() -> started.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void stuckWritersAreReplacedSoThatOthersAreServed() {
    for (int i = 0; i < 10; i++) {
      writers.execute(this::stick);
    }
    for (int i = 0; i < 100; i++) {
      writers.execute(done::incrementAndGet);
    }
    await().until(() -> done.get() == 100);
    assertThat(writers.size()).isBetween(10, 20);
  }

  @Test
  void thereAreNeverMoreThanTheMostAndTheRestIsDoneLater() {
    for (int i = 0; i < 50; i++) {
      writers.execute(this::stick);
    }
    await().until(() -> writers.size() == 20);
    writers.execute(done::incrementAndGet);
    release.countDown();
    await().until(() -> done.get() == 1);
  }

  @Test
  void quickTasksNeedOnlyAFewThreads() {
    for (int i = 0; i < 10_000; i++) {
      writers.execute(done::incrementAndGet);
    }
    await().until(() -> done.get() == 10_000);
    assertThat(writers.size()).isLessThanOrEqualTo(20);
  }

  @Test
  void tasksAfterTheEndAreForgotten() {
    writers.close();
    writers.execute(done::incrementAndGet);
    await().until(() -> writers.size() == 0);
    assertThat(done).hasValue(0);
  }

  @Test
  void goesOnWhenThreadsCanBeHadAgain() {
    writers.execute(this::stick);
    writers.execute(this::stick);
    await().until(() -> writers.size() == 2);
    exhausted = true;
    writers.execute(done::incrementAndGet);
    await().until(() -> refused.get() > 0 && writers.size() == 2);
    exhausted = false;
    await().until(() -> done.get() == 1);
  }

  @Test
  void impossibleNumbersAreRefusedWithASentence() {
    assertThatThrownBy(() -> new OutletWriters(this::thread, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more writers");
  }

  private void stick() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread thread(Runnable task) {
    if (exhausted) {
      refused.incrementAndGet();
      throw new IllegalStateException("no thread left");
    }
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    started.add(thread);
    return thread;
  }
}
