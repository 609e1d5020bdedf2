package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.metrics.ListenerMetrics;
import dev.commitcast.persistence.journal.Journal;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Fires CDI events so that each observer gets every one: {@code Event.fire} would stop at the first
 * that throws, and those behind it would miss a batch that never comes again. Thread-safe.
 */
final class CdiObservers implements BatchObservers {
  private final BeanManager beans;
  private final ListenerMetrics metrics;
  private final Journal journal;

  CdiObservers(BeanManager beans, ListenerMetrics metrics, Journal journal) {
    this.beans = beans;
    this.metrics = metrics;
    this.journal = journal;
  }

  @Override
  public void receive(EventBatch batch) {
    fire(batch);
  }

  @Override
  public void stateChanged(ListenerStateChanged change) {
    fire(change);
  }

  private <T> void fire(T event) {
    List<ObserverMethod<? super T>> observers =
        beans.resolveObserverMethods(event).stream()
            .filter(observer -> !observer.isAsync())
            .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
            .toList();
    for (ObserverMethod<? super T> observer : observers) {
      try {
        observer.notify(event);
      } catch (Exception e) {
        metrics.observerFailed();
        journal.error("observer_failure", e, Map.of("observer", observer.getBeanClass().getName()));
      }
    }
  }
}
