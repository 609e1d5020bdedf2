package dev.commitcast.notifications.channel;

/**
 * Is given the notifications of a channel, one after another and in their order. It may block; it
 * may throw, which is counted and logged, and ends nothing.
 */
@FunctionalInterface
public interface NotificationHandler {
  void onNotification(Notification notification) throws Exception;

  /**
   * Notifications may have been missed before this call; those after it are complete again. Whoever
   * keeps something on their account reads it anew here.
   */
  default void onGap(Gap gap) throws Exception {}
}
