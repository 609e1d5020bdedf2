package dev.commitcast.server.faults.surroundings;

import dev.commitcast.server.faults.Fault;
import java.util.Optional;

/**
 * A row, and why this machine cannot run it.
 *
 * @param hindrance a sentence; empty if it can
 */
record Staged(Fault fault, Optional<String> hindrance) {
  @Override
  public String toString() {
    return fault.name();
  }
}
