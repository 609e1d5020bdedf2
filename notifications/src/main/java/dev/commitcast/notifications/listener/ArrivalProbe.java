package dev.commitcast.notifications.listener;

import dev.commitcast.persistence.journal.Journal;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Whether notifications reach this session at all. A pooler that lends out a server connection for
 * one transaction takes a LISTEN without complaint, and nothing ever arrives; so when nothing has
 * been heard for long, a notification is sent from elsewhere that has to arrive. Owned by the
 * listener's thread.
 */
final class ArrivalProbe {
  static final String DEAF =
      "notifications do not arrive: is a pooler of transactions between this node and the server?"
          + " Set POSTGRES_HOST and POSTGRES_PORT to the server itself";

  static final Duration ARRIVES_WITHIN = Duration.ofSeconds(2);

  private final String channel = "commitcast_probe_" + UUID.randomUUID();
  private final long every;
  private final LongSupplier nanoTime;

  /**
   * How sending ended, somewhere else.
   *
   * @param failure null if it was sent
   */
  private record Sending(long at, Throwable failure) {}

  private CompletableFuture<Sending> sending;
  private boolean heardMeanwhile;
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

  /** Sends one when it is due. Answers whether it has just become certain that nothing arrives. */
  boolean step(Connector connector, Journal journal) {
    if (isDue()) {
      heardMeanwhile = false;
      try {
        sending =
            connector
                .notifyFromElsewhere(channel)
                .handle((done, failure) -> new Sending(nanoTime.getAsLong(), failure));
      } catch (RuntimeException e) {
        // nobody takes the work: the server is stopping, perhaps
        sending = CompletableFuture.completedFuture(new Sending(nanoTime.getAsLong(), e));
      }
    }
    if (sending != null && sending.isDone()) {
      ended(sending.join(), journal);
      sending = null;
    }
    boolean turned = turnsDeaf();
    if (turned) {
      journal.warn(
          "notifications_missing",
          Map.of(
              "reason",
              DEAF,
              "effect",
              "The log is read every few milliseconds instead; other channels are silent."));
    }
    return turned;
  }

  private void ended(Sending how, Journal journal) {
    if (how.failure() != null) {
      // nothing is known then, and the connection tells by itself if it is dead
      notSent();
      journal.debug("probe_not_sent", Map.of("error", String.valueOf(how.failure().getMessage())));
    } else if (!heardMeanwhile) {
      // only from then on: a slow way to the server says nothing about arriving
      underWay = true;
      sentAt = how.at();
    }
  }

  private boolean isDue() {
    return !underWay && sending == null && nanoTime.getAsLong() - due >= 0;
  }

  /** It could not be sent, which says nothing about arriving. */
  private void notSent() {
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
    heardMeanwhile = true;
    underWay = false;
    due = nanoTime.getAsLong() + every;
    boolean before = deaf;
    deaf = false;
    return before;
  }

  /** Answers whether it has just become certain that nothing arrives. */
  private boolean turnsDeaf() {
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
