package dev.commitcast.web.events;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that write to clients, so that the hub's thread never has to wait for one.
 *
 * <p>A write to a client that does not read waits until the server's write timeout. A few threads
 * are enough as long as writes are quick; one that has been at the same write for longer than a
 * moment counts as stuck, and another takes its place, up to a limit. So a stalled client costs one
 * thread for a while, and the others nothing. Thread-safe.
 */
final class OutletWriters implements Executor, AutoCloseable {
  private static final Logger LOG = System.getLogger(OutletWriters.class.getName());
  private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LINGER_SECONDS = 10;

  private final ThreadFactory threads;
  private final int wanted;
  private final int most;
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Set<Writer> writers = ConcurrentHashMap.newKeySet();
  private final Thread overseer;
  private volatile boolean closed;

  /**
   * @param threads makes the writing threads
   * @param wanted how many should be able to write at the same time, 1 or more
   * @param most how many there may be, the stuck ones included
   */
  OutletWriters(ThreadFactory threads, int wanted, int most) {
    if (wanted < 1 || most < wanted) {
      throw new IllegalArgumentException(
          "There must be 1 or more writers and not more than the most: " + wanted + ", " + most);
    }
    this.threads = threads;
    this.wanted = wanted;
    this.most = most;
    this.overseer = threads.newThread(this::oversee);
    overseer.setName("commitcast-writers");
    overseer.start();
  }

  /** Runs it soon, on one of the threads. Tasks that come after {@link #close} are forgotten. */
  @Override
  public void execute(Runnable task) {
    if (closed) {
      return;
    }
    tasks.add(task);
    if (writers.size() < wanted) {
      addWriter();
    } else {
      LockSupport.unpark(overseer);
    }
  }

  int size() {
    return writers.size();
  }

  /** Ends the threads; those that are stuck end when their write does. */
  @Override
  public void close() {
    closed = true;
    tasks.clear();
    LockSupport.unpark(overseer);
    writers.forEach(Writer::interrupt);
  }

  /** While tasks wait, looks whether enough writers are free to take them. */
  private void oversee() {
    while (!closed) {
      if (tasks.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, STUCK_NANOS / 2);
        if (!tasks.isEmpty() && free() < wanted) {
          addWriterOrRest();
        }
      }
    }
  }

  /** Whoever oversees must not end with the machine's last thread: there will be others. */
  private void addWriterOrRest() {
    try {
      addWriter();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "No further thread can be had to write to clients; again soon.", e);
      LockSupport.parkNanos(this, REST_NANOS);
    }
  }

  private int free() {
    long now = System.nanoTime();
    return (int) writers.stream().filter(writer -> !writer.isStuck(now)).count();
  }

  private synchronized void addWriter() {
    if (writers.size() < most && !closed) {
      Writer writer = new Writer();
      writers.add(writer);
      boolean runs = false;
      try {
        writer.start(threads);
        runs = true;
      } finally {
        if (!runs) {
          // one that never ran would count as free for ever
          writers.remove(writer);
        }
      }
    }
  }

  private final class Writer implements Runnable {
    private volatile long since;
    private volatile Thread thread;

    void start(ThreadFactory factory) {
      thread = factory.newThread(this);
      thread.setName("commitcast-writer");
      thread.start();
    }

    boolean isStuck(long now) {
      long began = since;
      return began != 0 && now - began > STUCK_NANOS;
    }

    void interrupt() {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }

    @Override
    public void run() {
      try {
        Runnable task = tasks.poll(LINGER_SECONDS, TimeUnit.SECONDS);
        while (task != null && !closed) {
          since = Math.max(1, System.nanoTime());
          task.run();
          since = 0;
          // one that was stuck has been replaced meanwhile
          task = writers.size() > wanted && free() > wanted ? null : next();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        writers.remove(this);
        LockSupport.unpark(overseer);
      }
    }

    private Runnable next() throws InterruptedException {
      return tasks.poll(LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }
}
