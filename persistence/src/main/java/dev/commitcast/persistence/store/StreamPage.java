package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.StreamInfo;
import java.util.List;
import java.util.Optional;

/**
 * Some of the streams, in the order of their names. Immutable.
 *
 * @param streams possibly none, if a filter left out all that were looked at
 * @param next after which name to go on; empty at the end
 */
public record StreamPage(List<StreamInfo> streams, Optional<String> next) {
  public StreamPage {
    streams = List.copyOf(streams);
  }
}
