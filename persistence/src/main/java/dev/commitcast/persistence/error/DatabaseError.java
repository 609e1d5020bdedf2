package dev.commitcast.persistence.error;

import java.util.Optional;

/**
 * A failure of the database in words. Immutable.
 *
 * @param sqlState five characters, empty if the failure did not come from the database
 * @param kind what a caller can do about it
 * @param sentence for people; holds no value of a row
 * @param constraint the constraint that was violated, if one was
 */
public record DatabaseError(
    String sqlState, Kind kind, String sentence, Optional<String> constraint) {

  /** What a caller can do about it. */
  public enum Kind {
    /** The same key, name or e-mail address exists: choose another. */
    DUPLICATE,
    /** A row that is referred to is missing, or one that is still referred to was to go. */
    REFERENCE,
    /** A value breaks a rule of the table. */
    INVALID,
    /** Try again: another transaction was in the way. */
    CONFLICT,
    /** Try again later: the database is away or full. */
    UNAVAILABLE,
    /** Somebody has to change the set-up or the program. */
    BROKEN
  }
}
