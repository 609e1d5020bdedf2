package dev.commitcast.notifications.change;

import dev.commitcast.domain.event.RecordedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Finds the observer methods of events while the application is put together. Thread-safe. */
public class ChangeObservers implements Extension {
  /**
   * One observer method and what it wants.
   *
   * @param method to be called
   * @param wish its qualifier
   */
  public record Found<Q>(ObserverMethod<?> method, Q wish) {
    /** For log lines. */
    String name() {
      return method.getBeanClass().getName() + " of " + wish;
    }
  }

  private final List<Found<Change>> live = new CopyOnWriteArrayList<>();
  private final List<Found<FromSubscription>> persistent = new CopyOnWriteArrayList<>();

  void collect(@Observes ProcessObserverMethod<?, ?> found) {
    ObserverMethod<?> method = found.getObserverMethod();
    qualifier(method, Change.class)
        .ifPresent(
            wish -> {
              if (method.getObservedType() == ChangeEvent.class) {
                live.add(new Found<>(method, wish));
              } else {
                found.addDefinitionError(wrongType(method, "ChangeEvent"));
              }
            });
    qualifier(method, FromSubscription.class)
        .ifPresent(
            wish -> {
              if (method.getObservedType() == ChangeEvent.class
                  || method.getObservedType() == RecordedEvent.class) {
                persistent.add(new Found<>(method, wish));
              } else {
                found.addDefinitionError(wrongType(method, "RecordedEvent or ChangeEvent"));
              }
            });
  }

  private static <Q extends Annotation> Optional<Q> qualifier(
      ObserverMethod<?> method, Class<Q> type) {
    return method.getObservedQualifiers().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private static IllegalArgumentException wrongType(ObserverMethod<?> method, String allowed) {
    return new IllegalArgumentException(
        "An observer of events in "
            + method.getBeanClass().getName()
            + " observes "
            + method.getObservedType().getTypeName()
            + "; its parameter must be a "
            + allowed
            + ".");
  }

  List<Found<Change>> live() {
    return List.copyOf(live);
  }

  List<Found<FromSubscription>> persistent() {
    return List.copyOf(persistent);
  }
}
