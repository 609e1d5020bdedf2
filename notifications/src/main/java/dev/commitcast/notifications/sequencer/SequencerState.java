package dev.commitcast.notifications.sequencer;

/** What the sequencer of this node is doing. */
public enum SequencerState {
  STOPPED(false),
  CONNECTING(false),
  /** Another node leads; this one asks for the lock now and then. */
  STANDING_BY(false),
  /** Leads, and has promised to poll. */
  AWAKE(true),
  /** Leads, and waits for transactions that may have relied on the promise. */
  FALLING_ASLEEP(true),
  /** Leads; writers notify. */
  ASLEEP(true),
  /** The connection was lost. */
  BACKING_OFF(false);

  private final boolean leads;

  SequencerState(boolean leads) {
    this.leads = leads;
  }

  public boolean leads() {
    return leads;
  }
}
