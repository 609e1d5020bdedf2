package dev.commitcast.persistence.sync;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one pushed event. Immutable.
 *
 * @param id the event's, empty text if it had none
 * @param status in one word
 * @param reason a sentence, for what was not accepted
 * @param streamVersion its place in its stream, if it is in the log
 * @param version its place in the log, if that is known already
 * @param conflict what it met, if it met something
 */
public record PushResult(
    String id,
    Status status,
    Optional<String> reason,
    OptionalLong streamVersion,
    OptionalLong version,
    Optional<Conflict> conflict) {

  /** What became of it, in one word. */
  public enum Status {
    /** It is in the log now. */
    ACCEPTED,
    /** It was in the log before, with the same content. */
    DUPLICATE,
    /** It is at odds with what is there, and is not in the log. */
    CONFLICT,
    /** It cannot be stored as it is. */
    INVALID
  }

  /**
   * What an event met.
   *
   * @param resolution what was done about it
   * @param with the event that was there first
   * @param review the number under which a person decides
   */
  public record Conflict(Resolution resolution, Rival with, OptionalLong review) {}

  /**
   * An event that came between.
   *
   * @param version empty while it is not sequenced
   */
  public record Rival(String id, String type, long streamVersion, OptionalLong version) {}

  static PushResult accepted(String id, long streamVersion, Optional<Conflict> conflict) {
    return new PushResult(
        id,
        Status.ACCEPTED,
        Optional.empty(),
        OptionalLong.of(streamVersion),
        OptionalLong.empty(),
        conflict);
  }

  static PushResult duplicate(String id, OptionalLong streamVersion) {
    return new PushResult(
        id,
        Status.DUPLICATE,
        Optional.empty(),
        streamVersion,
        OptionalLong.empty(),
        Optional.empty());
  }

  static PushResult conflict(String id, String reason, Optional<Conflict> conflict) {
    return new PushResult(
        id,
        Status.CONFLICT,
        Optional.of(reason),
        OptionalLong.empty(),
        OptionalLong.empty(),
        conflict);
  }

  /** For what is refused before the database is asked, too. */
  public static PushResult invalid(String id, String reason) {
    return new PushResult(
        id,
        Status.INVALID,
        Optional.of(reason),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  PushResult at(OptionalLong logVersion) {
    return new PushResult(id, status, reason, streamVersion, logVersion, conflict);
  }
}
