package dev.commitcast.web.limits;

import dev.commitcast.web.refusal.LimitMet;
import jakarta.servlet.AsyncContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** The answer to somebody who wants to stay connected. */
public sealed interface Place {
  /** It may stay, until this is closed; closing it again does nothing. Thread-safe. */
  final class Lease implements Place, AutoCloseable {
    private final Runnable leaving;
    private final AtomicBoolean left = new AtomicBoolean();

    Lease(Runnable leaving) {
      this.leaving = leaving;
    }

    /** Closes this when the request has ended, whoever ended it. */
    public Lease until(AsyncContext end) {
      end.addListener(new LeaseEnd(this));
      return this;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        leaving.run();
      }
    }
  }

  /** It may not stay. */
  record Refusal(LimitMet met) implements Place {}
}
