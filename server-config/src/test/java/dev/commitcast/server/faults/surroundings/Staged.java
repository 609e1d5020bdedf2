package dev.commitcast.server.faults.surroundings;

import dev.commitcast.server.faults.Fault;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A row, and why this machine cannot run it.
 *
 * @param hindrance a sentence, asked for only when the row is to run; empty if it can
 */
record Staged(Fault fault, Supplier<Optional<String>> hindrance) {
  @Override
  public String toString() {
    return fault.name();
  }
}
