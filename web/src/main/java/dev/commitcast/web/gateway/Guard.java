package dev.commitcast.web.gateway;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A subscription that wants no event, and hears in the order of the log what its socket is granted
 * no more: the token as a whole, or rooms that no other subscription names. Thread-safe.
 */
final class Guard implements Outlet {
  /** No stream has an empty name. */
  private static final EventFilter NOTHING =
      new EventFilter(Set.of(), Set.of(""), Set.of(), Set.of());

  private final Consumer<String> onLostRoom;
  private final Consumer<CloseReason> onEnd;

  Guard(Consumer<String> onLostRoom, Consumer<CloseReason> onEnd) {
    this.onLostRoom = Objects.requireNonNull(onLostRoom, "Somebody is told of rooms.");
    this.onEnd = Objects.requireNonNull(onEnd, "Somebody is told of the end.");
  }

  static SubscriptionRequest request(Access access) {
    return new SubscriptionRequest(NOTHING, new StartFrom.Now(), false, access);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(List<Frame> frames) {
    for (Frame frame : frames) {
      if (frame instanceof ControlFrame control && control.name().equals("revoked")) {
        Map<String, String> members = StrictJson.members(control.json());
        if (members.containsKey("room")) {
          onLostRoom.accept(StrictJson.unquote(members.get("room")));
        }
      }
    }
  }

  @Override
  public void close(CloseReason reason) {
    onEnd.accept(reason);
  }
}
