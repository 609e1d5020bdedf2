package dev.commitcast.notifications.consumer;

import dev.commitcast.notifications.hub.HubUnavailableException;

/**
 * Whether this node can feed the workers of a consumer: one that cannot must not hold partitions
 * that another could work on. Owned by its membership's serial work; not thread-safe.
 */
final class Supply {
  private final ConsumerParts parts;
  private boolean connected = true;
  private long cutSince;

  Supply(ConsumerParts parts) {
    this.parts = parts;
  }

  /** Asks anew; the others answer what was found. */
  void look() {
    boolean was = connected;
    connected = parts.connected().getAsBoolean();
    if (was && !connected) {
      cutSince = parts.now();
    }
  }

  /** Whether one more partition would get its events now. */
  boolean isOpen() {
    if (!connected) {
      return false;
    }
    try {
      parts.hub().requireOpen();
      return true;
    } catch (HubUnavailableException expected) {
      // full, stopping, or not there yet
      return false;
    }
  }

  /** Whether nothing new has reached this node for longer than a lease. */
  boolean isCut() {
    return !connected && parts.now() - cutSince >= parts.settings().lease().toNanos();
  }
}
