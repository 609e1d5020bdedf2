package dev.commitcast.benchmarks.writers;

/** What happens around the writers while they are measured. */
enum Condition {
  PLAIN("plain insert, no trigger", "plain", Around.NOTHING, false),
  ORIGINALS("the originals' trigger: two pg_notify per row", "originals", Around.NOTHING, false),
  WATCHED("watched, sequencer awake elsewhere", "watched", Around.LEASE, false),
  ASLEEP("watched, sequencer asleep: a NOTIFY each", "watched", Around.NOTHING, false),
  SEQUENCED("watched, sequencer moving the rows", "watched", Around.SEQUENCER, false),
  HELD_OPEN("the same, a transaction held open", "watched", Around.SEQUENCER_AND_HOLDER, false),
  SLOW_PLAIN("flush 1 ms slower: plain", "plain", Around.NOTHING, true),
  SLOW_ORIGINALS("flush 1 ms slower: the originals'", "originals", Around.NOTHING, true),
  SLOW_SEQUENCED("flush 1 ms slower: watched, moving", "watched", Around.SEQUENCER, true);

  enum Around {
    NOTHING,
    LEASE,
    SEQUENCER,
    SEQUENCER_AND_HOLDER
  }

  private final String title;
  private final String table;
  private final Around around;
  private final boolean slowFlush;

  Condition(String title, String table, Around around, boolean slowFlush) {
    this.title = title;
    this.table = table;
    this.around = around;
    this.slowFlush = slowFlush;
  }

  String title() {
    return title;
  }

  String table() {
    return table;
  }

  Around around() {
    return around;
  }

  boolean slowFlush() {
    return slowFlush;
  }

  /** What this one is a ratio of. */
  Condition baseline() {
    return slowFlush ? SLOW_PLAIN : PLAIN;
  }
}
