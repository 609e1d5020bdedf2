package dev.commitcast.persistence.snapshot;

import java.util.Optional;

/**
 * Where the folding of a stream begins. Immutable.
 *
 * @param version of the stream's last event, 0 if it has none
 * @param firstVersion the first that its readers are shown
 * @param deleted whether they are shown nothing at all
 * @param snapshot the state to begin with, if one fits
 */
public record StreamStart(
    long version, long firstVersion, boolean deleted, Optional<StoredState> snapshot) {
  /** A stream that nobody has appended to. */
  static final StreamStart NOTHING = new StreamStart(0, 1, false, Optional.empty());

  /**
   * A snapshot as it was kept.
   *
   * @param version of the last event in it
   * @param text the printed state
   */
  public record StoredState(long version, String text) {}
}
