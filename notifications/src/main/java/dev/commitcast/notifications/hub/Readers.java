package dev.commitcast.notifications.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on an executor, a few at a time. They wait in a queue of their own, so that a storm of
 * them takes neither all of the executor's threads nor all of the database's connections.
 * Thread-safe.
 */
final class Readers {
  private static final Logger LOG = System.getLogger(Readers.class.getName());

  private final Executor executor;
  private final int most;
  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger working = new AtomicInteger();

  Readers(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  /**
   * Runs a task soon.
   *
   * @param failed runs if the task throws, whatever it is, or if the executor refuses it
   */
  void submit(Runnable task, Runnable failed) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "The log could not be read for a subscriber; again soon.", e);
            failed.run();
          }
        };
    waiting.add(guarded);
    try {
      startOne();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "No thread reads the log for subscribers now; again soon.", e);
      if (waiting.remove(guarded)) {
        failed.run();
      }
    }
  }

  private void startOne() {
    if (!enter()) {
      return;
    }
    try {
      executor.execute(this::work);
    } catch (RuntimeException e) {
      working.decrementAndGet();
      throw e;
    }
  }

  /** Never above the bound, not even for a moment: one who leaves would count it as a worker. */
  private boolean enter() {
    return working.getAndUpdate(n -> n < most ? n + 1 : n) < most;
  }

  private void work() {
    do {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
      working.decrementAndGet();
      // a task may have come between the last look and the leaving
    } while (!waiting.isEmpty() && enter());
  }
}
