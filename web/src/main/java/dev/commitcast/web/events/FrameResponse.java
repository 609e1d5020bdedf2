package dev.commitcast.web.events;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * An asynchronous response that takes printed frames from anybody and writes them in their order;
 * what waits together leaves in one write. Writes are synchronous and run on the executor, one at a
 * time. What waits is not bounded here: its owner asks how much that is. Thread-safe; the owner is
 * called without a lock.
 */
public final class FrameResponse implements AsyncListener {
  private static final int WRITE_BYTES = 64 * 1024;

  /** Whose response it is. Its methods return at once. */
  public interface Owner {
    /** Some of what waited was written. */
    default void written() {}

    /** Nobody reads any more; may come more than once, from any thread. */
    void left();
  }

  private final AsyncContext context;
  private final ServletOutputStream output;
  private final Executor executor;
  private final Owner owner;

  // guarded by this
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean writing;
  private boolean started;
  private boolean ended;
  private boolean gone;
  private boolean completed;
  private long lastWritten = System.nanoTime();
  // only touched by the one who writes
  private boolean begun;

  public FrameResponse(
      AsyncContext context, ServletOutputStream output, Executor executor, Owner owner) {
    this.context = context;
    this.output = output;
    this.executor = executor;
    this.owner = owner;
  }

  /** Begins to write, this frame before all others; the caller must be done with the request. */
  public void start(byte[] greeting) {
    context.addListener(this);
    synchronized (this) {
      started = true;
      waiting.addFirst(greeting);
      waitingBytes += greeting.length;
    }
    write();
  }

  /** Takes a frame, unless the response has ended. */
  public void add(byte[] frame) {
    synchronized (this) {
      enqueue(frame);
    }
    write();
  }

  /**
   * The same; if more than this would wait with it, another frame takes the place of all others.
   */
  public void add(byte[] frame, long mostBytes, byte[] instead) {
    synchronized (this) {
      if (!ended && waitingBytes + frame.length > mostBytes) {
        waiting.clear();
        waitingBytes = 0;
        enqueue(instead);
      }
      enqueue(frame);
    }
    write();
  }

  /** Ends the response behind what waits and a last frame. */
  public void end(byte[] last) {
    synchronized (this) {
      // at once with its last frame: a writer that finishes between the two would end without it
      enqueue(last);
      ended = true;
    }
    write();
  }

  /** Sends a sign of life, if nothing was written for so long and nothing waits. */
  public void keepAlive(long silenceNanos, byte[] heartbeat) {
    synchronized (this) {
      if (!waiting.isEmpty() || writing || System.nanoTime() - lastWritten < silenceNanos) {
        return;
      }
    }
    add(heartbeat);
  }

  public synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Called with the lock held. */
  private void enqueue(byte[] frame) {
    if (!ended && !gone) {
      waiting.addLast(frame);
      waitingBytes += frame.length;
    }
  }

  private void write() {
    synchronized (this) {
      if (!started || writing || completed) {
        return;
      }
      if (gone || (waiting.isEmpty() && ended)) {
        completed = true;
        executor.execute(this::complete);
        return;
      }
      if (waiting.isEmpty()) {
        return;
      }
      writing = true;
    }
    executor.execute(this::writeOut);
  }

  private void writeOut() {
    try {
      if (!begun) {
        begun = true;
        // Open Liberty ignores the first flush of a response
        output.flush();
      }
      for (byte[] next = next(); next != null; next = next()) {
        output.write(next);
        output.flush();
        owner.written();
      }
    } catch (IOException | RuntimeException e) {
      // whatever the container says, this client cannot be written to any more
      leave();
    } finally {
      synchronized (this) {
        writing = false;
        lastWritten = System.nanoTime();
      }
      write();
    }
  }

  /** What waits, as much as goes into one write; null if nothing does. */
  private synchronized byte[] next() {
    if (waiting.isEmpty() || gone) {
      return null;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    do {
      byte[] frame = waiting.removeFirst();
      waitingBytes -= frame.length;
      joined.writeBytes(frame);
    } while (!waiting.isEmpty() && joined.size() + waiting.getFirst().length <= WRITE_BYTES);
    return joined.toByteArray();
  }

  private void complete() {
    try {
      context.complete();
    } catch (IllegalStateException ignored) {
      // the container has ended the request already, because its client has gone
    }
  }

  private void leave() {
    synchronized (this) {
      gone = true;
      waiting.clear();
      waitingBytes = 0;
    }
    owner.left();
    write();
  }

  @Override
  public void onError(AsyncEvent event) {
    leave();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    leave();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    leave();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // nobody starts this request anew
  }
}
