package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.subscription.Verdict;

/**
 * Handles events at least once: after a crash some that were handled come again. Called for one
 * event of a partition at a time, in the order of the log; for several partitions at the same time.
 */
@FunctionalInterface
public interface AcknowledgingHandler {
  /**
   * Handles one event.
   *
   * @return what is to be done; not null
   * @throws Exception counts as {@link Verdict#retry} with its message
   */
  Verdict handle(Delivery delivery) throws Exception;
}
