package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import java.util.List;

/**
 * Waits for the first event that a subscription gets, and then runs something once; also when the
 * subscription is ended by somebody else than its owner.
 */
final class LongPoll implements Outlet {
  /** How one that waits is answered. Called once in all; must not block. */
  interface Answers {
    /** After an event, or an end that a new look at the log explains. */
    void look();

    /** This node stops: at once and without the database. */
    void farewell();

    /**
     * The token is good no more; what the log has is not for whoever holds it.
     *
     * @param sentence for the client
     */
    void refuse(String sentence);
  }

  private final Answers answers;
  private boolean answered;

  LongPoll(Answers answers) {
    this.answers = answers;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(List<Frame> frames) {
    for (Frame frame : frames) {
      if (frame instanceof EncodedEvent) {
        once(answers::look);
      } else if (frame instanceof ControlFrame control && control.isTokenRevocation()) {
        once(() -> answers.refuse(EventAccess.REVOKED));
      }
    }
  }

  @Override
  public void close(CloseReason reason) {
    switch (reason) {
      case DONE -> {
        // its owner has answered
      }
      case DRAINED -> once(answers::farewell);
      case EXPIRED -> once(() -> answers.refuse(EventAccess.EXPIRED));
      default -> once(answers::look);
    }
  }

  private void once(Runnable task) {
    if (!answered) {
      answered = true;
      task.run();
    }
  }
}
