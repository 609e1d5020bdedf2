package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Carries frames over an asynchronous servlet response; what waits leaves in one write, but for
 * large events, which leave piece by piece: so a slow client can be told from one that takes
 * nothing.
 *
 * <p>Writes are synchronous and run on the executor, one at a time. A write listener would be of no
 * use: Open Liberty writes synchronously with one too (see the decision on writers), and would hold
 * the hub's thread, and so everybody else, until the write timeout.
 */
final class ServletOutlet implements Outlet, AsyncListener {
  private static final int PIECE = 16 * 1024;

  private final AsyncContext context;
  private final ServletOutputStream output;
  private final Function<List<Frame>, List<byte[]>> format;
  private final Executor executor;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile Subscription subscription;
  private volatile boolean progressed;
  private volatile boolean begun;

  // guarded by this
  private boolean started;
  private boolean closed;
  private boolean completed;

  /**
   * @param format prints frames in as few pieces as possible; pieces are not written to
   */
  ServletOutlet(
      AsyncContext context,
      ServletOutputStream output,
      Function<List<Frame>, List<byte[]>> format,
      Executor executor) {
    this.context = context;
    this.output = output;
    this.format = format;
    this.executor = executor;
  }

  /** Begins to write; the caller must be done with the request. */
  void start(Subscription owner) {
    subscription = owner;
    context.addListener(this);
    synchronized (this) {
      started = true;
    }
    completeIfDone();
    owner.pump();
  }

  @Override
  public boolean isReady() {
    return subscription != null && !writing.get();
  }

  @Override
  public void send(List<Frame> frames) {
    writing.set(true);
    executor.execute(() -> write(frames));
  }

  private void write(List<Frame> frames) {
    try {
      if (!begun) {
        begun = true;
        // Open Liberty ignores the first flush of a response; without this one, the first frames
        // would wait for the next ones
        output.flush();
      }
      for (byte[] bytes : format.apply(frames)) {
        for (int from = 0; from < bytes.length; from += PIECE) {
          output.write(bytes, from, Math.min(PIECE, bytes.length - from));
          progressed = true;
          // not ready yet, but the hub sees that this client takes something
          subscription.pump();
        }
      }
      output.flush();
    } catch (IOException | RuntimeException e) {
      // whatever the container says, this client cannot be written to any more
      gone();
    } finally {
      writing.set(false);
      completeIfDone();
      subscription.pump();
    }
  }

  @Override
  public boolean hasProgressed() {
    boolean answer = progressed;
    progressed = false;
    return answer;
  }

  @Override
  public void close(CloseReason reason) {
    synchronized (this) {
      closed = true;
    }
    completeIfDone();
  }

  /** Ends the request once it may be ended: begun, closed, and nobody writing to it. */
  private void completeIfDone() {
    synchronized (this) {
      if (!started || !closed || completed || writing.get()) {
        return;
      }
      completed = true;
    }
    // this writes the end of the body, and so may wait for the client as any write
    executor.execute(this::complete);
  }

  private void complete() {
    try {
      context.complete();
    } catch (IllegalStateException ignored) {
      // the container has ended the request already, because its client has gone
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    gone();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    gone();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    gone();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // nobody starts this request anew
  }

  private void gone() {
    subscription.close(CloseReason.CLIENT_GONE);
  }
}
