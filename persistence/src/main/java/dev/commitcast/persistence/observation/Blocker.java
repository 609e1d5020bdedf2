package dev.commitcast.persistence.observation;

import java.time.Instant;
import java.util.Optional;

/**
 * A session in whose way the sequencer stands, or would stand. Immutable.
 *
 * @param pid its server process; 0 for a prepared transaction, which has none
 * @param application its {@code application_name}, empty if it has told none
 * @param state as {@code pg_stat_activity} says, empty where our role may not know it
 * @param since since when the sequencer has waited for it, or since when the session is in this
 *     state; empty if neither is known
 */
public record Blocker(int pid, String application, String state, Optional<Instant> since) {
  @Override
  public String toString() {
    String name = application.isEmpty() ? "" : " (" + application + ")";
    return pid == 0 ? "a prepared transaction" : "backend " + pid + name;
  }
}
