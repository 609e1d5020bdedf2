package dev.commitcast.notifications.listener;

import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Whether notifications reach this session at all. A pooler that lends out a server connection for
 * one transaction takes a LISTEN without complaint, and nothing ever arrives; so when nothing has
 * been heard for long, a notification is sent from elsewhere that has to arrive. Owned by the
 * listener's thread.
 */
final class ArrivalProbe {
  static final Duration ARRIVES_WITHIN = Duration.ofSeconds(2);

  private final String channel = "commitcast_probe_" + UUID.randomUUID();
  private final long every;
  private final LongSupplier nanoTime;

  private long due;
  private long sentAt;
  private boolean underWay;
  private boolean deaf;

  /**
   * @param every how long nothing may be heard before a probe is sent
   */
  ArrivalProbe(Duration every, LongSupplier nanoTime) {
    this.every = every.toNanos();
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong();
  }

  /** A channel that nobody else knows. */
  String channel() {
    return channel;
  }

  boolean isDue() {
    return !underWay && nanoTime.getAsLong() - due >= 0;
  }

  void sent() {
    underWay = true;
    sentAt = nanoTime.getAsLong();
  }

  /** It could not be sent, which says nothing about arriving. */
  void notSent() {
    underWay = false;
    due = nanoTime.getAsLong() + every;
  }

  /** How long the listener may wait before it looks again. */
  Duration patience() {
    return underWay
        ? Duration.ofNanos(ARRIVES_WITHIN.toNanos() - (nanoTime.getAsLong() - sentAt)).plusMillis(1)
        : Duration.ofDays(1);
  }

  /** Something has arrived, whatever it was. Answers whether it had not been so before. */
  boolean arrived() {
    underWay = false;
    due = nanoTime.getAsLong() + every;
    boolean before = deaf;
    deaf = false;
    return before;
  }

  /** Answers whether it has just become certain that nothing arrives. */
  boolean turnsDeaf() {
    if (!underWay || nanoTime.getAsLong() - sentAt < ARRIVES_WITHIN.toNanos()) {
      return false;
    }
    notSent();
    boolean before = deaf;
    deaf = true;
    return !before;
  }

  boolean isDeaf() {
    return deaf;
  }
}
