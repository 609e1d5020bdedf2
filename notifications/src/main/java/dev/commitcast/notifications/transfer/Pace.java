package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.transfer.Transfer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How quickly a run moves: counted from its first look, so that what an earlier run has done does
 * not count. For one thread.
 */
public final class Pace {
  private Transfer first;
  private long firstNanos;
  private Transfer last;
  private long lastNanos;

  /** Looks at how far it came. */
  public void at(Transfer now, long nanoTime) {
    if (first == null) {
      first = now;
      firstNanos = nanoTime;
    }
    last = now;
    lastNanos = nanoTime;
  }

  /** Lines or rows a second; 0 before anything can be said. */
  public long perSecond() {
    double seconds = seconds();
    return seconds <= 0 ? 0 : Math.round((last.read() - first.read()) / seconds);
  }

  /** Seconds to the end if it goes on like this; empty before anything can be said. */
  public OptionalLong secondsLeft() {
    double seconds = seconds();
    long moved = last == null ? 0 : last.place() - first.place();
    if (seconds <= 0 || moved <= 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.round((last.size() - last.place()) * seconds / moved));
  }

  private double seconds() {
    return last == null ? 0 : Duration.ofNanos(lastNanos - firstNanos).toMillis() / 1_000.0;
  }

  /** One line for people. */
  public String line() {
    StringBuilder out = new StringBuilder();
    out.append(last.percent()).append(" %, ").append(last.read()).append(" read: ");
    out.append(last.added()).append(" new, ").append(last.repeated()).append(" there already, ");
    out.append(last.faulty()).append(" not taken");
    if (perSecond() > 0) {
      out.append("; ").append(perSecond()).append("/s");
    }
    secondsLeft().ifPresent(left -> out.append(", ").append(left).append(" s left"));
    return out.toString();
  }
}
