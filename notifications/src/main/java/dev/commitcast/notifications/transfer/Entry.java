package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.store.ImportedEvent;
import java.util.Optional;

/**
 * A line or row of a file. Immutable.
 *
 * @param line its number: the line, from 1, or the version of a row
 * @param place where the next one begins
 * @param event what it says, if it can be taken
 * @param fault why not, a sentence
 */
record Entry(long line, long place, Optional<ImportedEvent> event, Optional<String> fault) {
  static Entry good(long line, long place, ImportedEvent event) {
    return new Entry(line, place, Optional.of(event), Optional.empty());
  }

  static Entry faulty(long line, long place, String reason) {
    return new Entry(line, place, Optional.empty(), Optional.of(reason));
  }
}
