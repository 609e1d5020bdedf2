package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;

/**
 * What a catch-up subscription calls, on one thread at a time and in the order of the log. A call
 * may take as long as it likes; others do not wait for it.
 */
@FunctionalInterface
public interface SubscriptionListener {
  /**
   * One event.
   *
   * @param cursor from where to subscribe to get the next one
   * @throws Exception ends this subscription, with {@link DropReason#HANDLER_FAILED}
   */
  void onEvent(RecordedEvent event, Cursor cursor) throws Exception;

  /** Everything up to here has been given; what follows happens now. May come again and again. */
  default void onCaughtUp(Cursor head) {}

  /**
   * Events come faster than this listener takes them: they are read from the log from here on. None
   * is lost.
   */
  default void onFellBehind() {}

  /**
   * It has ended and no call follows. Not called for one that was closed by its owner.
   *
   * @param cause what the handler threw, null for other reasons
   */
  default void onDropped(DropReason reason, Throwable cause) {}
}
