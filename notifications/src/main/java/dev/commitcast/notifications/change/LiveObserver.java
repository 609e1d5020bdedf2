package dev.commitcast.notifications.change;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.notifications.subscription.DropReason;
import dev.commitcast.notifications.subscription.SubscriptionListener;
import dev.commitcast.notifications.subscription.SubscriptionMetrics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/** Calls one observer of live events; goes on with the next event when a call has failed. */
final class LiveObserver implements SubscriptionListener {
  private static final Logger LOG = System.getLogger(LiveObserver.class.getName());

  private final ChangeObservers.Found<Change> observer;
  private final ObserverCalls calls;
  private final CatchUpSubscriptions subscriptions;
  private final SubscriptionMetrics metrics;

  LiveObserver(
      ChangeObservers.Found<Change> observer,
      ObserverCalls calls,
      CatchUpSubscriptions subscriptions,
      SubscriptionMetrics metrics) {
    this.observer = observer;
    this.calls = calls;
    this.subscriptions = subscriptions;
    this.metrics = metrics;
  }

  void start() {
    String type = observer.wish().value();
    subscriptions.subscribe(
        observer.name(),
        type.isEmpty()
            ? EventFilter.ALL
            : new EventFilter(Set.of(type), Set.of(), Set.of(), Set.of()),
        new StartFrom.Now(),
        this);
  }

  @Override
  public void onEvent(RecordedEvent event, Cursor cursor) {
    try {
      calls.call(observer.method(), event, cursor);
    } catch (Exception | Error e) {
      // an Error too: it would end this observer, whose next event may be a good one
      metrics.handlerFailed();
      LOG.log(
          Level.ERROR,
          "The observer " + observer.name() + " failed at event " + event.version() + ".",
          e);
    }
  }

  /** The log's history has changed: what happens from now on is still wanted. */
  @Override
  public void onDropped(DropReason reason, Throwable cause) {
    if (reason == DropReason.CURSOR_LOST) {
      start();
    }
  }
}
