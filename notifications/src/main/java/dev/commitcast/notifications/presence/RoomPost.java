package dev.commitcast.notifications.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What waits to be told to other nodes. Bounded: while the database cannot be reached, what is said
 * is forgotten, and who came or went is told by the next census. Thread-safe.
 */
final class RoomPost {
  private final int most;
  private final Runnable onDropped;
  // guarded by this
  private List<Note> waiting = new ArrayList<>();

  RoomPost(int most, Runnable onDropped) {
    this.most = most;
    this.onDropped = Objects.requireNonNull(onDropped, "Somebody counts what is dropped.");
  }

  void add(Note note) {
    synchronized (this) {
      if (waiting.size() < most) {
        waiting.add(note);
        notifyAll();
        return;
      }
    }
    onDropped.run();
  }

  /** Waits until there is something, for so long at most. Answers whether there is. */
  synchronized boolean await(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; waiting.isEmpty() && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    return !waiting.isEmpty();
  }

  /** All that has gathered, in its order. */
  synchronized List<Note> take() {
    List<Note> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }
}
