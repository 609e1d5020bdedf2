package dev.commitcast.web.request;

import dev.commitcast.persistence.config.Settings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets in fewer requests than the server has threads. While the database hangs, every request waits
 * for it with a thread; the threads that are left answer what needs no database, such as health.
 *
 * <p>Who finds no place waits a moment for one. When that was in vain, those who come next are
 * refused at once, until somebody leaves: or the rest of the threads would be spent on waiting.
 * Thread-safe.
 */
final class Admission {
  /** The server's own executor has as many: server.xml reads the same setting. */
  static final String KEY = "commitcast.http.threads";

  private static final int THREADS = 128;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Semaphore places;
  private final Duration patience;
  private volatile boolean jammed;

  Admission(int places, Duration patience) {
    if (places < 1) {
      throw new IllegalArgumentException("At least one request is let in, not " + places + ".");
    }
    this.places = new Semaphore(places);
    this.patience = Objects.requireNonNull(patience, "Who finds no place waits for some time.");
  }

  /** One thread of eight is kept free. */
  static Admission from(Settings settings) {
    int threads = threads(settings);
    return new Admission(threads - threads / 8, PATIENCE);
  }

  static int threads(Settings settings) {
    return settings.number(KEY, THREADS, 16, 4_096);
  }

  /** Whether the request may go on; if so it leaves once it needs its thread no more. */
  boolean enter() {
    if (places.tryAcquire()) {
      return true;
    }
    if (jammed) {
      return false;
    }
    try {
      boolean entered = places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
      jammed = !entered;
      return entered;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void leave() {
    jammed = false;
    places.release();
  }
}
