package dev.commitcast.notifications.sequencer;

import dev.commitcast.notifications.loop.Heartbeat;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

/** What others may know of this node's sequencer. Written by its thread, read by any. */
public final class SequencerStatus {
  /** State and since when, always of the same moment. */
  public record Moment(SequencerState state, Instant since) {}

  private final Clock clock;
  private final Heartbeat heart = new Heartbeat(System::nanoTime);
  private volatile Moment moment;
  private volatile long head;
  private volatile long moved;
  private volatile long missedWakeUps;
  private volatile int backendPid;
  private volatile String trouble = "";
  private volatile long heldEvents;
  private volatile String heldReason = "";

  public SequencerStatus(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "A status needs a clock.");
    this.moment = new Moment(SequencerState.STOPPED, clock.instant());
  }

  void enter(SequencerState state) {
    if (moment.state() != state) {
      moment = new Moment(state, clock.instant());
    }
  }

  void connected(int pid) {
    backendPid = pid;
  }

  void moved(int events, long newHead) {
    head = newHead;
    moved = moved + events;
  }

  void missedWakeUps(int events) {
    missedWakeUps = missedWakeUps + events;
  }

  void held(long events, String reason) {
    heldEvents = events;
    heldReason = reason;
  }

  void untroubled() {
    trouble = "";
  }

  void trouble(String sentence) {
    trouble = sentence;
  }

  /** Beats with each round of the loop. */
  public Heartbeat heart() {
    return heart;
  }

  public Moment moment() {
    return moment;
  }

  public SequencerState state() {
    return moment.state();
  }

  /** Whether this node gives the versions. */
  public boolean leads() {
    return state().leads();
  }

  /** The newest version that this node has given, 0 if none. */
  public long head() {
    return head;
  }

  /** How many events this node has given versions. */
  public long moved() {
    return moved;
  }

  /** Events that nobody had announced; should stay 0. */
  public long missedWakeUps() {
    return missedWakeUps;
  }

  /** The server process of its connection, 0 before the first. */
  public int backendPid() {
    return backendPid;
  }

  /** How many events this node, as the leader, holds back because the log refuses one of them. */
  public long heldEvents() {
    return heldEvents;
  }

  /** Why events wait that should not, empty if none do. */
  public String trouble() {
    String now = trouble;
    return now.isEmpty() ? heldReason : now;
  }
}
