package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.DeliveryToken;

/**
 * One event on its way to a handler. Immutable.
 *
 * @param event what happened
 * @param token what to name when it is answered from elsewhere
 * @param attempt which try this is, from 1
 */
public record Delivery(RecordedEvent event, DeliveryToken token, int attempt) {
  public int partition() {
    return token.partition();
  }

  public Cursor cursor() {
    return token.cursor();
  }

  /** Whether it was parked and is tried again, out of its stream's order. */
  public boolean replayed() {
    return token.parked();
  }
}
