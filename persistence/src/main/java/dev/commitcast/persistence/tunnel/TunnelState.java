package dev.commitcast.persistence.tunnel;

/** How it stands with the tunnel. */
public enum TunnelState {
  /** None is configured. */
  NONE,
  OPEN,
  /** It was lost, or is not there yet; connections fail until it is. */
  OPENING,
  CLOSED
}
