package dev.commitcast.benchmarks.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lets a number of connections work as fast as they can, for a while. */
final class Load {
  /** Pieces that each connection does before the clock starts, so that everything is prepared. */
  private static final int WARM = 7;

  /**
   * What was done.
   *
   * @param events while the clock ran
   * @param warm before
   * @param began the clock's start, as {@link System#nanoTime}
   * @param seconds that it ran
   */
  record Done(long events, long warm, long began, double seconds) {
    double rate() {
      return events / seconds;
    }
  }

  private Load() {}

  static Done run(Side side, Case what, Duration time) throws Exception {
    int warm = what.work() == Work.IMPORT ? 1 : WARM;
    ExecutorService threads = Executors.newFixedThreadPool(what.clients());
    CountDownLatch ready = new CountDownLatch(what.clients());
    CountDownLatch go = new CountDownLatch(1);
    try {
      List<Future<long[]>> counts = new ArrayList<>();
      for (int i = 0; i < what.clients(); i++) {
        counts.add(threads.submit(client(side, what.work(), i, warm, time, ready, go)));
      }
      ready.await();
      long began = System.nanoTime();
      go.countDown();
      long events = 0;
      long before = 0;
      for (Future<long[]> count : counts) {
        before += count.get()[0];
        events += count.get()[1];
      }
      return new Done(events, before, began, (System.nanoTime() - began) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<long[]> client(
      Side side,
      Work work,
      int number,
      int warm,
      Duration time,
      CountDownLatch ready,
      CountDownLatch go) {
    return () -> {
      try (Worker worker = side.worker(work, number)) {
        long before = 0;
        for (int i = 0; i < warm; i++) {
          before += worker.work();
        }
        ready.countDown();
        go.await();
        long end = System.nanoTime() + time.toNanos();
        long events = 0;
        while (System.nanoTime() - end < 0) {
          events += worker.work();
        }
        return new long[] {before, events};
      } finally {
        ready.countDown();
      }
    };
  }
}
