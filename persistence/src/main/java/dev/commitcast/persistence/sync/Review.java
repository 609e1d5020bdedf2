package dev.commitcast.persistence.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pushed event in conflict, which waits for a decision or got one. Immutable.
 *
 * @param id the review's number
 * @param eventId the pushed event's id
 * @param stream where it wants to go
 * @param type its type
 * @param data its data as JSON, null if it has none
 * @param metadata the same of its metadata
 * @param base up to which version its author knew the log
 * @param rival the id of the event that came between
 * @param rivalVersion that event's place in the log, if it is sequenced
 * @param receivedAt when it was pushed
 * @param outcome what was decided, if it was
 */
public record Review(
    long id,
    String eventId,
    String stream,
    String type,
    String data,
    String metadata,
    long base,
    String rival,
    OptionalLong rivalVersion,
    Instant receivedAt,
    Optional<Outcome> outcome) {

  /** What can be decided. */
  public enum Decision {
    /** It goes into the log as it was pushed, behind what is there. */
    APPEND,
    /** The same with other data. */
    REPLACE,
    /** It never goes into the log; the review keeps it. */
    DISCARD
  }

  /**
   * How a review ended.
   *
   * @param by who decided, null if nobody said
   * @param note what they said about it, null if nothing
   */
  public record Outcome(Decision decision, Instant at, String by, String note) {}
}
