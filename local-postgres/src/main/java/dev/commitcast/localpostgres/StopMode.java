package dev.commitcast.localpostgres;

/** How the server is stopped. */
public enum StopMode {
  /** Rolls back what is open, writes a checkpoint, ends in order. */
  FAST("fast"),
  /** Ends at once, as after a crash; the next start recovers from the write-ahead log. */
  IMMEDIATE("immediate");

  private final String word;

  StopMode(String word) {
    this.word = word;
  }

  /** The word that {@code pg_ctl} understands. */
  public String word() {
    return word;
  }
}
