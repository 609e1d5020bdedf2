package dev.commitcast.notifications.channel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler that remembers payloads, and gaps in angle brackets, in their order. Thread-safe. */
public final class Heard implements NotificationHandler {
  private final List<String> all = new CopyOnWriteArrayList<>();

  @Override
  public void onNotification(Notification notification) {
    all.add(notification.payload());
  }

  @Override
  public void onGap(Gap gap) {
    all.add("<" + gap + ">");
  }

  public List<String> all() {
    return List.copyOf(all);
  }
}
