package dev.commitcast.web.gateway;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.hub.StartFrom;
import java.util.Optional;

/** What a client may say. Immutable. */
sealed interface ClientMessage {
  /** Begins a subscription. */
  record Subscribe(
      String id,
      Optional<String> channel,
      Optional<String> room,
      EventFilter filter,
      StartFrom start,
      boolean metadata)
      implements ClientMessage {}

  /** Ends a subscription. */
  record Unsubscribe(String id) implements ClientMessage {}

  /** Goes into a room, to hear what is broadcast there and who else is in it. */
  record Join(String room) implements ClientMessage {}

  /** Leaves a room again. */
  record Leave(String room) implements ClientMessage {}

  /**
   * Says something to whoever is in a room, and to nobody later.
   *
   * @param payload any JSON
   */
  record Broadcast(String channel, String room, String payload) implements ClientMessage {}
}
