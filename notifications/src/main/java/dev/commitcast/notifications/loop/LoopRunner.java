package dev.commitcast.notifications.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a loop, keeps it alive and stops it within a bounded time. Thread-safe.
 *
 * <p>A JVM shutdown hook stops it too: at a server's end the container waits for running tasks
 * first and calls {@code @PreDestroy} second.
 */
public final class LoopRunner {
  private static final Duration POLITE = Duration.ofMillis(700);

  private final String name;
  private final BackgroundLoop loop;
  private final ExecutorService executor;
  private final Watchdog watchdog;
  private final Thread hook;
  private Future<?> running;
  private volatile boolean stopping;

  public LoopRunner(String name, BackgroundLoop loop, ExecutorService executor) {
    this.name = Objects.requireNonNull(name, "A loop needs a name.");
    this.loop = Objects.requireNonNull(loop, "There is no loop to run.");
    this.executor = Objects.requireNonNull(executor, "A loop needs an executor.");
    this.watchdog = new Watchdog(loop.heart(), loop::patience, loop::abort);
    this.hook = new Thread(this::askToStop, "stop " + name);
  }

  public synchronized void start() {
    running = executor.submit(loop);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Cuts a loop that hangs, starts again one that an error has ended; call it every few seconds.
   * Answers what it did, in a sentence, or null.
   */
  public synchronized String look() {
    if (stopping || running == null) {
      return null;
    }
    if (running.isDone()) {
      try {
        running = executor.submit(loop);
      } catch (RejectedExecutionException e) {
        // whoever looks every few seconds must not end with it
        return "The " + name + " had ended and cannot be started again: " + e.getMessage();
      }
      return "The " + name + " had ended and was started again.";
    }
    return watchdog.look() ? "The " + name + " hung; its connection was cut." : null;
  }

  /** Stops the loop, politely at first; waits two seconds at most. */
  public synchronized void stop() {
    askToStop();
    removeHook();
    if (running != null && !ended()) {
      loop.abort();
      ended();
    }
  }

  /** From then on an ended loop is not started again, which a stopping server would refuse. */
  private void askToStop() {
    stopping = true;
    loop.stop();
  }

  private boolean ended() {
    try {
      running.get(POLITE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException expected) {
      // the caller has harder means
      return false;
    } catch (ExecutionException ignored) {
      // it has ended, which was asked for
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // the hook is running already
    }
  }
}
