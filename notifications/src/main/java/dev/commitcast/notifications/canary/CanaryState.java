package dev.commitcast.notifications.canary;

/** What is known of this node's canary. */
public enum CanaryState {
  /** None is sent. */
  OFF,
  /** The first has not come back yet. */
  FIRST,
  /** The last one came back. */
  BACK,
  /** It is late, and others' events arrive meanwhile. */
  SLOW,
  /** The last one could not be written, or did not come back in time while nothing arrived. */
  LOST
}
