package dev.commitcast.notifications.change;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.Partitioning;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.notifications.consumer.TransactionalHandler;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.notifications.subscription.SubscriptionMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Gives each observer of events its subscription when the application has started. Thread-safe. */
@ApplicationScoped
public class ObserverStart {
  private static final Logger LOG = System.getLogger(ObserverStart.class.getName());
  private static final long RETRY_MILLIS = 250;

  @Inject ChangeObservers observers;
  @Inject CatchUpSubscriptions live;
  @Inject PersistentSubscriptions persistent;
  @Inject SubscriptionHub hub;
  @Inject SubscriptionMetrics metrics;
  @Inject Instance<RequestContextController> contexts;
  @Resource ManagedThreadFactory threads;

  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private Thread starter;

  void onStartup(@Observes Startup event) {
    ObserverCalls calls = new ObserverCalls(contexts);
    for (ChangeObservers.Found<Change> observer : observers.live()) {
      new LiveObserver(observer, calls, live, metrics).start();
    }
    List<ChangeObservers.Found<FromSubscription>> toStart = new ArrayList<>(observers.persistent());
    if (!toStart.isEmpty()) {
      // the database may not be migrated yet, or not be there
      starter = threads.newThread(() -> startAll(toStart, calls));
      starter.setName("commitcast-observers");
      starter.start();
    }
  }

  private void startAll(
      List<ChangeObservers.Found<FromSubscription>> toStart, ObserverCalls calls) {
    try {
      while (!toStart.isEmpty()) {
        if (hub.head() != null) {
          toStart.removeIf(observer -> isSettled(observer, calls));
        }
        if (!toStart.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts one; answers whether it need not be tried again. */
  private boolean isSettled(ChangeObservers.Found<FromSubscription> observer, ObserverCalls calls) {
    try {
      start(observer, calls);
    } catch (SubscriptionConflictException | IllegalArgumentException | Error e) {
      LOG.log(Level.ERROR, "The observer " + observer.name() + " cannot be called.", e);
      failures.put(observer.name(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "The observer " + observer.name() + " is started later.", e);
      return false;
    }
    return true;
  }

  /** Observers that will not be called until somebody acts, with the reason. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  private void start(ChangeObservers.Found<FromSubscription> observer, ObserverCalls calls) {
    FromSubscription wish = observer.wish();
    SubscriptionDefinition definition =
        new SubscriptionDefinition(
            new SubscriptionName(wish.name()),
            new EventFilter(
                Set.of(wish.types()),
                Set.of(wish.streams()),
                Set.of(wish.rooms()),
                Set.of(wish.categories())),
            StartPosition.parse(wish.from()),
            new Partitioning(wish.partitions()),
            Optional.empty());
    persistent.create(definition);
    if (!wish.transactional()) {
      persistent.consume(
          definition.name(),
          delivery -> {
            calls.call(observer.method(), delivery.event(), delivery.cursor());
            return Verdict.ack();
          });
    } else {
      TransactionalHandler handler =
          (delivery, connection) ->
              calls.call(observer.method(), delivery.event(), delivery.cursor());
      if (wish.batch() == 0) {
        persistent.consumeInTransactions(definition.name(), handler);
      } else {
        persistent.consumeInTransactions(definition.name(), handler, wish.batch());
      }
    }
  }

  @PreDestroy
  void stop() {
    if (starter != null) {
      starter.interrupt();
    }
  }
}
