package dev.commitcast.persistence.store;

import java.util.List;

/**
 * What became of a part of an import. Immutable.
 *
 * @param appended how many events are new in the log
 * @param skipped those that are not, in order
 */
public record ImportOutcome(int appended, List<Skipped> skipped) {
  public ImportOutcome {
    skipped = List.copyOf(skipped);
  }

  /** Why an event was not appended. */
  public enum Reason {
    /** It is there already, with the same content. */
    REPEATED,
    /** Its id has other content. */
    CONFLICT,
    /** Its stream is deleted. */
    DELETED
  }

  /**
   * One that was not appended.
   *
   * @param index its place in what was given, from 0
   * @param reason why
   */
  public record Skipped(int index, Reason reason) {}
}
