package dev.commitcast.benchmarks.store;

/** Kinds of work that both sides do. */
enum Work {
  /** One event to one stream in one transaction. */
  SINGLE(true),
  /** Many events to one stream in one transaction. */
  BATCH(true),
  /** Many events to many streams by COPY. */
  IMPORT(true),
  /** One stream from its beginning to its end. */
  READ_STREAM(false),
  /** All streams together, in the order of the log. */
  READ_ALL(false);

  private final boolean writes;

  Work(boolean writes) {
    this.writes = writes;
  }

  boolean writes() {
    return writes;
  }
}
