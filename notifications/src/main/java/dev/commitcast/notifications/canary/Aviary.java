package dev.commitcast.notifications.canary;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where this node's canaries come home: a subscription to its room, opened again when it ends. One
 * thread opens it; the hub's threads bring events.
 */
final class Aviary {
  private final SubscriptionHub hub;
  private final EventFilter filter;
  private final Consumer<String> home;
  private volatile boolean open;
  private volatile boolean drained;
  private int openings;
  private Subscription subscription;

  /**
   * @param home gets the id of each canary; quick and never throwing
   */
  Aviary(SubscriptionHub hub, String room, Consumer<String> home) {
    this.hub = hub;
    this.filter = new EventFilter(Set.of(), Set.of(), Set.of(room), Set.of());
    this.home = home;
  }

  /**
   * Opens it unless it is open; answers why it cannot be, or an empty sentence.
   *
   * <p>It begins where the hub stands now: what is written afterwards cannot be missed, however
   * late the hub comes to file the subscription.
   */
  String open() {
    if (open) {
      return "";
    }
    try {
      hub.requireOpen();
      open = true;
      openings++;
      subscription =
          hub.subscribe(
              new SubscriptionRequest(filter, new StartFrom.After(hub.head()), false), new Perch());
      subscription.pump();
      return "";
    } catch (HubUnavailableException e) {
      open = false;
      return e.getMessage();
    }
  }

  /**
   * How often it was opened: what was on its way to an earlier one never comes. For the thread that
   * opens it.
   */
  int openings() {
    return openings;
  }

  /** Whether the server is stopping. */
  boolean isDrained() {
    return drained;
  }

  void close() {
    drained = true;
    if (subscription != null) {
      subscription.close(CloseReason.DONE);
    }
  }

  /** Takes frames at any time. */
  private final class Perch implements Outlet {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(List<Frame> frames) {
      for (Frame frame : frames) {
        if (frame instanceof EncodedEvent event) {
          home.accept(event.event().id());
        }
      }
    }

    @Override
    public void close(CloseReason reason) {
      drained |= reason == CloseReason.DRAINED;
      open = false;
    }
  }
}
