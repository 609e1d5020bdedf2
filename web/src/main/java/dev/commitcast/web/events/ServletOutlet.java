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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries frames over an asynchronous servlet response; what waits leaves in one write.
 *
 * <p>The container calls {@link #onWritePossible} from its threads, the hub writes from its own; the
 * subscription sees to it that only one of them is in here at a time. {@code isReady} is asked
 * before every write and every flush: a call while the output is not ready would be an error, or
 * block.
 */
final class ServletOutlet implements Outlet, WriteListener, AsyncListener {
  private final AsyncContext context;
  private final ServletOutputStream output;
  private final boolean metadata;
  private final AtomicBoolean completed = new AtomicBoolean();
  private volatile boolean open;
  private volatile Subscription subscription;
  private boolean flushDue;

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
  }

  @Override
  public void onWritePossible() {
    open = true;
    subscription.pump();
  }

  @Override
  public boolean isReady() {
    if (!open || completed.get() || !output.isReady()) {
      return false;
    }
    if (flushDue) {
      try {
        output.flush();
      } catch (IOException expected) {
        // the next write fails for the same reason, and reports it
        return true;
      }
      flushDue = false;
      return output.isReady();
    }
    return true;
  }

  @Override
  public void send(List<Frame> frames) throws IOException {
    output.write(EventStreamFormat.print(frames, metadata));
    flushDue = true;
    isReady();
  }

  @Override
  public void close(CloseReason reason) {
    if (completed.compareAndSet(false, true)) {
      try {
        context.complete();
      } catch (IllegalStateException ignored) {
        // the container has ended the request already, because its client has gone
      }
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
    completed.set(true);
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
