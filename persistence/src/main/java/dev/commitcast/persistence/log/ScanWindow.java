package dev.commitcast.persistence.log;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which transactions a drain has to look at: those that an earlier snapshot did not see finished.
 * It spares the scan the dead rows that a transaction held open keeps from vacuum, and never
 * decides what is moved.
 *
 * <p>It moves only on a complete drain, and then only to the snapshot of the statement before it:
 * whatever that one saw, the complete drain saw too, and moved. It lives in memory, starts wide
 * open, and opens again after any error and every few minutes, as a net. Owned by one thread.
 */
public final class ScanWindow {
  public static final String WIDE_OPEN = "1:1:";

  /** A transaction that no server will ever come to. */
  private static final long NEVER = Long.MAX_VALUE;

  private final Duration life;
  private final LongSupplier nanoTime;
  private String current = WIDE_OPEN;
  private String previous;
  private long openedAt;

  public ScanWindow(Duration life, LongSupplier nanoTime) {
    this.life = Objects.requireNonNull(life, "A scan window needs a life.");
    this.nanoTime = Objects.requireNonNull(nanoTime, "A scan window needs a clock.");
    this.openedAt = nanoTime.getAsLong();
  }

  /** A window with a view of these transactions and no others, whatever comes. */
  public static String only(Collection<Long> transactions) {
    SortedSet<Long> sorted = new TreeSet<>(transactions);
    return sorted.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(",", sorted.first() + ":" + NEVER + ":", ""));
  }

  /** No transaction of this window has a smaller number. */
  public long first() {
    return Long.parseLong(current().substring(0, current.indexOf(':')));
  }

  /** The window for the next statement. */
  public String current() {
    if (nanoTime.getAsLong() - openedAt > life.toNanos()) {
      open();
    }
    return current;
  }

  /** Takes note of a statement that succeeded. */
  public void after(DrainResult result) {
    if (!result.cutShort() && previous != null) {
      current = previous;
    }
    previous = result.window();
  }

  /** Looks at everything again, because it is not known what the last statement did. */
  public void open() {
    current = WIDE_OPEN;
    previous = null;
    openedAt = nanoTime.getAsLong();
  }
}
