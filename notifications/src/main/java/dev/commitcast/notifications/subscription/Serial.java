package dev.commitcast.notifications.subscription;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one piece of work again and again, whenever it is woken, on a borrowed thread and never on
 * two at once. A call that comes while it runs makes it run once more, after others that wait for a
 * thread. Thread-safe.
 */
public final class Serial {
  private static final Logger LOG = System.getLogger(Serial.class.getName());

  private final Executor executor;
  private final Runnable work;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param executor must not run tasks in the caller's thread: the hub's may be among the callers
   * @param work what it throws is logged, and does not end it
   */
  public Serial(Executor executor, Runnable work) {
    this.executor = executor;
    this.work = work;
  }

  /** Sees to it that the work is run after this call. */
  public void wake() {
    if (calls.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      calls.set(0);
      LOG.log(Level.DEBUG, "No thread is left for a handler: the server stops.", e);
    }
  }

  private void run() {
    int seen = calls.get();
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A handler's surroundings failed; they go on with the next call.", e);
    }
    if (calls.addAndGet(-seen) != 0) {
      submit();
    }
  }
}
