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
  private boolean answered;

  LongPoll(Runnable answer) {
    this.answer = answer;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(List<Frame> frames) {
    if (frames.stream().anyMatch(EncodedEvent.class::isInstance)) {
      answerOnce();
    }
  }

  @Override
  public void close(CloseReason reason) {
    if (reason != CloseReason.DONE) {
      answerOnce();
    }
  }

  private void answerOnce() {
    if (!answered) {
      answered = true;
      answer.run();
    }
  }
}
