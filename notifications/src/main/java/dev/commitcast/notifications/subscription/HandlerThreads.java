package dev.commitcast.notifications.subscription;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which handlers run, and the clock that wakes them. A thread that waits for work is
 * taken before a new one is made; when there are as many as allowed, tasks wait. Thread-safe.
 *
 * <p>Not the server's own pool: a stopping server waits for what that one runs before it tells
 * anybody to stop, and handlers may be slow.
 */
public final class HandlerThreads implements Executor, AutoCloseable {
  private static final long LINGER_SECONDS = 10;

  private static final int UPKEEP_THREADS = 4;

  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor upkeep;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param most how many handlers may run at the same moment, 1 or more
   */
  public HandlerThreads(ThreadFactory factory, int most) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            most,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new OnlyToIdleThreads(),
            named(factory, "commitcast-handler"),
            (task, pool) -> {
              if (pool.isShutdown()) {
                throw new RejectedExecutionException("The handlers' threads have ended.");
              }
              ((OnlyToIdleThreads) pool.getQueue()).put(task);
            });
    this.upkeep =
        new ThreadPoolExecutor(
            UPKEEP_THREADS,
            UPKEEP_THREADS,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named(factory, "commitcast-leases"));
    upkeep.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, named(factory, "commitcast-handler-timer"));
    timer.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory named(ThreadFactory factory, String name) {
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setName(name);
      return thread;
    };
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** A few threads apart from the handlers, for what must not wait until one of these is free. */
  public Executor upkeep() {
    return upkeep;
  }

  /** Whether whatever runs was interrupted for good. */
  public boolean haveEnded() {
    return threads.isShutdown();
  }

  /** Runs something short later, such as a wake-up; never, if the threads end before. */
  public void after(long nanos, Runnable shortTask) {
    try {
      // tasks are wake-ups, which do not fail; nobody waits for them
      Future<?> ignored = timer.schedule(shortTask, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException expected) {
      // ended: nothing is to be woken any more
    }
  }

  /** Interrupts whatever runs, and waits a moment for it; answers whether all have ended. */
  public boolean end(long millis) {
    timer.shutdownNow();
    upkeep.shutdownNow();
    threads.shutdownNow();
    try {
      return threads.awaitTermination(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    end(1_000);
  }

  /** Takes a task only if a thread waits for one, so that the pool makes a thread otherwise. */
  private static final class OnlyToIdleThreads extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }
}
