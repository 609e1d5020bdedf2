package dev.commitcast.persistence.tunnel;

/** Why there is no tunnel. */
public enum TunnelFault {
  CONNECTION_REFUSED(true),
  HOST_NOT_FOUND(true),
  TIMEOUT(true),
  LOST(true),
  KEY_FILE_MISSING(false),
  KEY_OPEN_TO_OTHERS(false),
  KEY_UNREADABLE(false),
  HOST_KEY_UNKNOWN(false),
  HOST_KEY_CHANGED(false),
  AUTHENTICATION_REFUSED(false),
  FORWARDING_REFUSED(false);

  private final boolean transientFault;

  TunnelFault(boolean transientFault) {
    this.transientFault = transientFault;
  }

  /** Whether waiting may mend it; somebody has to mend the others. */
  public boolean mayPass() {
    return transientFault;
  }
}
