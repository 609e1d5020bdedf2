package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.EventStreamFormat;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Carries frames over an asynchronous servlet response; what waits leaves in one write, but for
 * large events, which leave piece by piece: so a slow client holds a piece in the container's
 * memory and not the whole, and can be told from one that takes nothing.
 *
 * <p>The container calls {@link #onWritePossible} from its threads, the hub writes from its own;
 * the subscription sees to it that only one of them is in here at a time. {@code isReady} is asked
 * before every write and every flush: a call while the output is not ready would be an error, or
 * block.
 */
final class ServletOutlet implements Outlet, WriteListener, AsyncListener {
  private static final int MOST_AT_ONCE = 64 * 1024;

  private final AsyncContext context;
  private final ServletOutputStream output;
  private final boolean metadata;
  private volatile boolean open;
  private volatile Subscription subscription;

  // only touched by whoever pumps the subscription
  private final Deque<ByteBuffer> unwritten = new ArrayDeque<>();
  private boolean flushDue;
  private boolean progressed;

  // guarded by this
  private boolean started;
  private boolean closed;

  ServletOutlet(AsyncContext context, ServletOutputStream output, boolean metadata) {
    this.context = context;
    this.output = output;
    this.metadata = metadata;
  }

  /** Lets the container say when the first frame may be written. */
  void start(Subscription owner) {
    subscription = owner;
    context.addListener(this);
    output.setWriteListener(this);
    synchronized (this) {
      started = true;
      if (!closed) {
        return;
      }
    }
    // the hub was quicker than we
    complete();
  }

  @Override
  public void onWritePossible() {
    open = true;
    subscription.pump();
  }

  @Override
  public boolean isReady() throws IOException {
    return open && writeOn();
  }

  @Override
  public void send(List<Frame> frames) throws IOException {
    for (byte[] piece : EventStreamFormat.print(frames, metadata)) {
      unwritten.add(ByteBuffer.wrap(piece));
    }
    writeOn();
  }

  /** Writes what the container takes; answers whether it has taken all and would take more. */
  private boolean writeOn() throws IOException {
    while (output.isReady()) {
      ByteBuffer next = unwritten.peek();
      if (next != null) {
        write(next);
      } else if (flushDue) {
        flushDue = false;
        output.flush();
      } else {
        return true;
      }
    }
    return false;
  }

  private void write(ByteBuffer piece) throws IOException {
    int length = Math.min(MOST_AT_ONCE, piece.remaining());
    output.write(piece.array(), piece.position(), length);
    piece.position(piece.position() + length);
    if (!piece.hasRemaining()) {
      unwritten.remove();
    }
    flushDue = true;
    progressed = true;
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
      if (!started) {
        return;
      }
    }
    complete();
  }

  private void complete() {
    try {
      context.complete();
    } catch (IllegalStateException ignored) {
      // the container has ended the request already, because its client has gone
    }
  }

  @Override
  public void onError(Throwable failure) {
    gone();
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
