package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.loop.Heartbeat;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

/** What others may know of this node's listener. Written by its thread, read by any. */
public final class ListenerStatus {
  /** State, since when and why, always of the same moment. */
  public record Moment(ListenerState state, Instant since, String reason) {}

  private final Clock clock;
  private final Heartbeat heart = new Heartbeat(System::nanoTime);
  private volatile Moment moment;
  private volatile int attempts;
  private volatile int epoch;
  private volatile long version;
  private volatile long head;
  private volatile int backendPid;

  public ListenerStatus(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "A status needs a clock.");
    this.moment = new Moment(ListenerState.STOPPED, clock.instant(), "not started");
  }

  /** Answers the change, null if there is none. */
  ListenerStateChanged enter(ListenerState state, String reason) {
    Moment before = moment;
    if (before.state() == state) {
      return null;
    }
    Moment now = new Moment(state, clock.instant(), reason);
    moment = now;
    return new ListenerStateChanged(before.state(), state, now.since(), reason);
  }

  void connected(int pid) {
    backendPid = pid;
  }

  void attempts(int count) {
    attempts = count;
  }

  void at(Position position, long newestKnown) {
    epoch = position.epoch();
    version = position.version();
    head = Math.max(newestKnown, version);
  }

  /** Beats with each round of the loop. */
  public Heartbeat heart() {
    return heart;
  }

  public Moment moment() {
    return moment;
  }

  public ListenerState state() {
    return moment.state();
  }

  public Instant since() {
    return moment.since();
  }

  /** Failures since the last success. */
  public int attempts() {
    return attempts;
  }

  /** The epoch it reads in, 0 before the first connect. */
  public int epoch() {
    return epoch;
  }

  /** The last version handed over; where it began, before the first. */
  public long version() {
    return version;
  }

  /** The newest version it has heard of. */
  public long head() {
    return head;
  }

  /** The server process of its connection, 0 before the first. */
  public int backendPid() {
    return backendPid;
  }
}
