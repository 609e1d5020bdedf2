package dev.commitcast.notifications.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What waits for one subscriber, bounded in bytes and frames. Not thread-safe: its subscription
 * guards it.
 */
final class Outbox {
  private final int maxBytes;
  private final int maxFrames;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long bytes;

  Outbox(int maxBytes, int maxFrames) {
    this.maxBytes = maxBytes;
    this.maxFrames = maxFrames;
  }

  /** Whether one more may wait. An event larger than the bound is let into an empty outbox. */
  boolean fits(Frame frame) {
    return frames.isEmpty() || (frames.size() < maxFrames && bytes + frame.size() <= maxBytes);
  }

  void add(Frame frame) {
    frames.addLast(frame);
    bytes += frame.size();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  boolean isHalfFull() {
    return frames.size() * 2L >= maxFrames || bytes * 2 >= maxBytes;
  }

  /** The version of the first waiting event, or 0 if none waits. */
  long firstVersion() {
    for (Frame frame : frames) {
      if (frame instanceof EncodedEvent event) {
        return event.version();
      }
    }
    return 0;
  }

  /** Takes frames from the front, at least one if there is any. */
  List<Frame> take(int mostBytes) {
    List<Frame> taken = new ArrayList<>();
    long size = 0;
    while (!frames.isEmpty() && (taken.isEmpty() || size + frames.getFirst().size() <= mostBytes)) {
      Frame frame = frames.removeFirst();
      size += frame.size();
      taken.add(frame);
    }
    bytes -= size;
    return taken;
  }

  /**
   * Forgets the events and whatever stands behind the first of them: a control frame from there
   * would move the client's cursor past events that it has not got.
   *
   * @return those of them that tell of revocations, which the client must be told all the same
   */
  List<ControlFrame> forgetEvents() {
    boolean eventSeen = false;
    List<ControlFrame> revocations = new ArrayList<>();
    Deque<Frame> kept = new ArrayDeque<>();
    for (Frame frame : frames) {
      eventSeen |= frame instanceof EncodedEvent;
      if (!eventSeen) {
        kept.add(frame);
      } else if (frame instanceof ControlFrame control && control.isRevocation()) {
        revocations.add(control);
      }
    }
    clear();
    kept.forEach(this::add);
    return revocations;
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }
}
