package dev.commitcast.web.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Writes to one socket: one message at a time, from one small buffer that all subscriptions of the
 * socket fill in turn.
 *
 * <p>Fairness: while the buffer is full, subscriptions that have something stand in a line. Each
 * time there is room, the first of them may put one batch into it, and stands at the end of the
 * line with the next. What the server answers itself goes into the same buffer, so that a client
 * reads all in the order in which it happened, but has a bound of its own.
 *
 * <p>Thread-safe. Messages are printed and sent on the executor, never on the caller's thread. No
 * lock is held while the wire or a subscription is called.
 */
final class SocketWriter {
  /** What wants to put something into the buffer. */
  interface Source {
    /** May put one batch into the buffer now; on the executor. */
    void yourTurn();
  }

  /**
   * A message that is printed when its turn has come.
   *
   * @param size roughly what it takes in memory
   */
  record Message(Supplier<String> text, int size) {}

  private enum Kind {
    TEXT,
    PING,
    CLOSE
  }

  /**
   * @param source null for what the server says itself
   */
  private record Item(Kind kind, Source source, Message message) {
    static final Message NOTHING = new Message(() -> "", 0);
  }

  private final Wire wire;
  private final Executor executor;
  private final long mostEventBytes;
  private final int mostReplies;
  private final Runnable onFailure;
  private final AtomicInteger turns = new AtomicInteger();

  // guarded by this
  private final Deque<Item> buffer = new ArrayDeque<>();
  private final Set<Source> line = new LinkedHashSet<>();
  private final Map<Source, Integer> waiting = new HashMap<>();
  private Source admitted;
  private long eventBytes;
  private int replies;
  private boolean inFlight;
  private boolean ended;
  private boolean closed;
  private CloseCode code;
  private String reason;

  private volatile long sent;
  private volatile long sendingSince;

  /**
   * @param mostEventBytes when so many wait, no subscription may add more
   * @param mostReplies so many of the server's own messages may wait
   * @param onFailure told once that the client cannot be written to
   */
  SocketWriter(
      Wire wire, Executor executor, long mostEventBytes, int mostReplies, Runnable onFailure) {
    this.wire = Objects.requireNonNull(wire, "A writer needs a wire.");
    this.executor = Objects.requireNonNull(executor, "A writer needs an executor.");
    this.mostEventBytes = mostEventBytes;
    this.mostReplies = mostReplies;
    this.onFailure = Objects.requireNonNull(onFailure, "Somebody is told of a failure.");
  }

  /** Whether a source may add a batch now; if not, it is told when it may. */
  synchronized boolean mayAdd(Source source) {
    if (ended) {
      return false;
    }
    if (source.equals(admitted)
        || (line.isEmpty() && eventBytes < mostEventBytes && !waiting.containsKey(source))) {
      return true;
    }
    line.add(source);
    return false;
  }

  /** Adds a batch of a source that may; there is one at a time of each. */
  void add(Source source, List<Message> batch) {
    synchronized (this) {
      admitted = source.equals(admitted) ? null : admitted;
      if (ended || batch.isEmpty()) {
        return;
      }
      for (Message message : batch) {
        buffer.add(new Item(Kind.TEXT, source, message));
        eventBytes += message.size();
      }
      waiting.merge(source, batch.size(), Integer::sum);
    }
    work();
  }

  /** A source is no more. */
  synchronized void forget(Source source) {
    line.remove(source);
  }

  /** Adds a message of the server's own; false if the client takes too few of them. */
  boolean reply(String text) {
    synchronized (this) {
      if (ended) {
        return true;
      }
      if (replies >= mostReplies) {
        return false;
      }
      replies++;
      buffer.add(new Item(Kind.TEXT, null, new Message(() -> text, text.length())));
    }
    work();
    return true;
  }

  /** Whether there is room for what may as well be left out. */
  synchronized boolean hasRoomForTalk() {
    return !ended && replies < mostReplies / 2;
  }

  /** Ends the socket behind what waits; nothing can be added any more. */
  void end(CloseCode with, String why) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      code = with;
      reason = why;
      line.clear();
      buffer.add(new Item(Kind.CLOSE, null, Item.NOTHING));
    }
    work();
  }

  /** Ends the socket at once, also while a message is on its way. */
  void cut(CloseCode with, String why) {
    synchronized (this) {
      if (!ended) {
        code = with;
        reason = why;
      }
      ended = true;
      line.clear();
      buffer.clear();
      waiting.clear();
    }
    close();
  }

  /** Asks for a sign of life, unless the client has something to take anyway. */
  void ping() {
    synchronized (this) {
      if (ended || inFlight || !buffer.isEmpty()) {
        return;
      }
      buffer.add(new Item(Kind.PING, null, Item.NOTHING));
    }
    work();
  }

  /** Who waits for room in the buffer. */
  synchronized List<Source> line() {
    return List.copyOf(line);
  }

  /** How many messages have left; what grows is no stalled client. */
  long sent() {
    return sent;
  }

  /** For how long one message has been on its way; 0 if none is. */
  long sendingNanos(long now) {
    long since = sendingSince;
    return since == 0 ? 0 : Math.max(1, now - since);
  }

  private void work() {
    // whoever is at it already looks once more
    if (turns.getAndIncrement() == 0) {
      executor.execute(this::drive);
    }
  }

  private void drive() {
    int seen = 1;
    do {
      sendWaiting();
      letNextIn();
      seen = turns.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendWaiting() {
    for (Item item = next(); item != null; item = next()) {
      switch (item.kind) {
        case CLOSE -> {
          close();
          return;
        }
        case PING -> wire.ping();
        default -> send(item.message);
      }
    }
  }

  private void send(Message message) {
    sendingSince = Math.max(1, System.nanoTime());
    try {
      wire.send(message.text.get(), this::sent);
    } catch (RuntimeException e) {
      // also what cannot be printed: this client's stream would have a hole
      sent(e);
    }
  }

  /** The next message, if none is on its way. */
  private synchronized Item next() {
    if (inFlight || closed) {
      return null;
    }
    Item item = buffer.poll();
    if (item == null || item.kind != Kind.TEXT) {
      return item;
    }
    inFlight = true;
    if (item.source == null) {
      replies--;
    } else {
      eventBytes -= item.message.size();
      waiting.computeIfPresent(item.source, (source, count) -> count == 1 ? null : count - 1);
    }
    return item;
  }

  private void sent(Throwable failure) {
    synchronized (this) {
      inFlight = false;
      sendingSince = 0;
      sent++;
    }
    if (failure == null) {
      work();
    } else {
      cut(CloseCode.GONE, "The client cannot be written to.");
      onFailure.run();
    }
  }

  private void letNextIn() {
    for (Source next = nextInLine(); next != null; next = nextInLine()) {
      next.yourTurn();
      synchronized (this) {
        admitted = null;
      }
    }
  }

  private synchronized Source nextInLine() {
    if (ended || eventBytes >= mostEventBytes) {
      return null;
    }
    for (Source source : line) {
      if (!waiting.containsKey(source)) {
        line.remove(source);
        admitted = source;
        return source;
      }
    }
    return null;
  }

  private void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    executor.execute(() -> wire.close(code, reason));
  }
}
