package dev.commitcast.notifications.hub;

import java.util.ArrayList;
import java.util.List;

/** What a subscriber must still be told about rooms it has lost. Guarded by its subscription. */
final class RevocationNotices {
  private final SubscriptionRequest request;
  private final List<ControlFrame> waiting = new ArrayList<>();

  RevocationNotices(SubscriptionRequest request) {
    this.request = request;
  }

  void add(List<ControlFrame> frames) {
    waiting.addAll(frames);
  }

  /** Tells it, and answers whether the subscriber has lost all that it asked for. */
  boolean tell(Outbox outbox) {
    boolean lost = !waiting.isEmpty();
    waiting.forEach(outbox::add);
    waiting.clear();
    return lost && request.isLeftWithoutRooms();
  }
}
