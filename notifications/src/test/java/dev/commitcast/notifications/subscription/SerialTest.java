package dev.commitcast.notifications.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SerialTest {
  @Test
  void callsThatComeWhileItRunsMakeItRunOnceMoreAfterOthersThatWaitForAThread() {
    Deque<Runnable> tasks = new ArrayDeque<>();
    AtomicInteger runs = new AtomicInteger();
    Serial[] self = new Serial[1];
    self[0] =
        new Serial(
            tasks::add,
            () -> {
              if (runs.incrementAndGet() == 1) {
                self[0].wake();
                self[0].wake();
              }
            });

    self[0].wake();
    self[0].wake();
    assertThat(tasks).hasSize(1);
    tasks.poll().run();
    assertThat(runs).hasValue(1);
    assertThat(tasks).hasSize(1);
    tasks.poll().run();

    assertThat(runs).hasValue(2);
    assertThat(tasks).isEmpty();
    self[0].wake();
    assertThat(tasks).hasSize(1);
  }

  @Test
  void neverRunsOnTwoThreadsAndMissesNoCall() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    try (HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 8)) {
      Serial serial =
          new Serial(
              threads,
              () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                taken.set(given.get());
                inside.decrementAndGet();
              });
      Thread[] callers = new Thread[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            new Thread(
                () -> {
                  for (int n = 0; n < 10_000; n++) {
                    given.incrementAndGet();
                    serial.wake();
                  }
                });
        callers[i].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      await().until(() -> taken.get() == 40_000);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aFailureDoesNotEndIt() {
    Deque<Runnable> tasks = new ArrayDeque<>();
    AtomicInteger runs = new AtomicInteger();
    Serial serial =
        new Serial(
            tasks::add,
            () -> {
              runs.incrementAndGet();
              throw new IllegalStateException("on purpose");
            });

    serial.wake();
    tasks.poll().run();
    serial.wake();
    tasks.poll().run();

    assertThat(runs).hasValue(2);
  }

  @Test
  void threadsAreBoundedReusedAndInterruptedAtTheEnd() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    HandlerThreads threads =
        new HandlerThreads(
            task -> {
              made.incrementAndGet();
              return new Thread(task);
            },
            2);
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    AtomicInteger third = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      threads.execute(
          () -> {
            running.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
              interrupted.countDown();
            }
          });
    }
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    threads.execute(third::incrementAndGet);

    assertThat(made.get()).isLessThanOrEqualTo(3);
    assertThat(third).as("it waits for a thread").hasValue(0);
    assertThat(threads.end(5_000)).isTrue();
    assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
    // must not throw: what comes too late is forgotten
    new Serial(threads, third::incrementAndGet).wake();
    threads.after(1, third::incrementAndGet);
    assertThat(third).hasValue(0);
  }
}
