package dev.commitcast.notifications.listener;

/** What the listener of this node is doing. */
public enum ListenerState {
  STOPPED(false),
  CONNECTING(false),
  /** Connected and registered; reads what it has missed. */
  CATCHING_UP(false),
  /** Hears of new versions at once. */
  LISTENING(true),
  /**
   * The server refuses the registration, or notifications do not arrive; it reads every few
   * milliseconds instead.
   */
  POLLING(true),
  BACKING_OFF(false),
  /** Many attempts have failed; they go on, but somebody should look. */
  FAILED(false);

  private final boolean ready;

  ListenerState(boolean ready) {
    this.ready = ready;
  }

  /** Whether new events reach this node. */
  public boolean isReady() {
    return ready;
  }
}
