package dev.commitcast.notifications.metrics;

import dev.commitcast.persistence.observation.Blocker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers who blocks the sequencer between its tries: it waits a few seconds for a lock, gives
 * up, rests, and tries again, and is blocked all the while. Owned by one thread.
 */
final class BlockageMemory {
  /** Longer than the sequencer rests between two tries. */
  private static final Duration REST = Duration.ofSeconds(7);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private Blockage known;
  private long seen;

  BlockageMemory(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Who is to blame now.
   *
   * @param blockers who stands in the way in this moment
   * @param waiting whether events wait; without any nobody is blocked
   */
  Optional<Blockage> after(List<Blocker> blockers, boolean waiting) {
    if (!waiting || (blockers.isEmpty() && !isRemembered())) {
      known = null;
    } else if (!blockers.isEmpty()) {
      Blocker first = blockers.get(0);
      boolean same = known != null && known.by().pid() == first.pid();
      Instant since = same ? known.since() : first.since().orElseGet(clock::instant);
      known = new Blockage(first, since);
      seen = nanoTime.getAsLong();
    }
    return Optional.ofNullable(known);
  }

  private boolean isRemembered() {
    return known != null && nanoTime.getAsLong() - seen < REST.toNanos();
  }
}
