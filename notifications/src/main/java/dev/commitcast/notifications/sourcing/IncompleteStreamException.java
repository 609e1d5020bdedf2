package dev.commitcast.notifications.sourcing;

import dev.commitcast.domain.event.StreamId;

/** Events in the middle of what is to be folded are gone: retention has taken them. */
public final class IncompleteStreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompleteStreamException(StreamId stream, long wanted, String found) {
    super(
        "The stream "
            + stream
            + " cannot be folded: after version "
            + (wanted - 1)
            + " comes "
            + found
            + ". If its older events have expired, append one that carries their outcome and"
            + " truncate the stream before it.");
  }
}
