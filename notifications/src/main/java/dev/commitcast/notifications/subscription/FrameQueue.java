package dev.commitcast.notifications.subscription;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An outlet of the hub whose client is code of this application: frames wait here, bounded in
 * number and bytes, until somebody takes them. What does not fit stays with the hub, and in the
 * log.
 *
 * <p>Thread-safe. No lock is held while the hub is called.
 */
public final class FrameQueue implements Outlet {
  private final int maxFrames;
  private final long maxBytes;
  private final Runnable onChange;

  // guarded by this
  private final Deque<Frame> frames = new ArrayDeque<>();
  private Subscription subscription;
  private long bytes;
  private boolean refused;
  private CloseReason closed;

  /**
   * @param onChange is told that there is something to take, or that it has ended; must not block
   */
  public FrameQueue(int maxFrames, long maxBytes, Runnable onChange) {
    if (maxFrames < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "A queue holds at least one frame and one byte, not " + maxFrames + " and " + maxBytes);
    }
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
    this.onChange = onChange;
  }

  /** Begins to take frames. */
  public void start(Subscription owner) {
    synchronized (this) {
      subscription = owner;
    }
    owner.pump();
  }

  @Override
  public synchronized boolean isReady() {
    boolean ready = subscription != null && frames.size() < maxFrames && bytes < maxBytes;
    refused |= !ready;
    return ready;
  }

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public void send(List<Frame> more) {
    synchronized (this) {
      frames.addAll(more);
      more.forEach(frame -> bytes += frame.size());
    }
    onChange.run();
  }

  @Override
  public void close(CloseReason reason) {
    synchronized (this) {
      closed = reason;
    }
    onChange.run();
  }

  /** The next frame, which stays; null if none waits now. */
  public synchronized Frame peek() {
    return frames.peekFirst();
  }

  /** Takes the next frame; null if none waits now. */
  public Frame poll() {
    Frame frame;
    Subscription toPump = null;
    synchronized (this) {
      frame = frames.pollFirst();
      if (frame == null) {
        return null;
      }
      bytes -= frame.size();
      // half empty, so that frames come in bunches
      if (refused && frames.size() <= maxFrames / 2 && bytes <= maxBytes / 2) {
        refused = false;
        toPump = subscription;
      }
    }
    if (toPump != null) {
      toPump.pump();
    }
    return frame;
  }

  /** Why the hub has ended it; null while it goes on. Frames may still wait. */
  public synchronized CloseReason closed() {
    return closed;
  }

  /** Ends it from this side; what waits is forgotten. */
  public void abandon() {
    Subscription toClose;
    synchronized (this) {
      toClose = subscription;
      frames.clear();
      bytes = 0;
    }
    if (toClose != null) {
      toClose.close(CloseReason.DONE);
    }
  }
}
