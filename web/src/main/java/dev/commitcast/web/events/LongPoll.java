package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import java.util.List;

/**
 * Waits for the first event that a subscription gets, and then runs something once; also when the
 * subscription is ended by somebody else than its owner.
 */
final class LongPoll implements Outlet {
  private final Runnable answer;
  private final Runnable farewell;
  private boolean answered;

  /**
   * @param answer after an event or an end, what there is now
   * @param farewell instead of it when this node stops, at once and without the database
   */
  LongPoll(Runnable answer, Runnable farewell) {
    this.answer = answer;
    this.farewell = farewell;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(List<Frame> frames) {
    if (frames.stream().anyMatch(EncodedEvent.class::isInstance)) {
      once(answer);
    }
  }

  @Override
  public void close(CloseReason reason) {
    if (reason != CloseReason.DONE) {
      once(reason == CloseReason.DRAINED ? farewell : answer);
    }
  }

  private void once(Runnable task) {
    if (!answered) {
      answered = true;
      task.run();
    }
  }
}
