package dev.commitcast.notifications.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.testing.CountingMetrics;
import dev.commitcast.persistence.journal.Journal;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CdiObserversTest {
  private final CountingMetrics metrics = new CountingMetrics();
  private final ListenerStateChanged change =
      new ListenerStateChanged(
          ListenerState.STOPPED, ListenerState.CONNECTING, Instant.EPOCH, "start");

  @Test
  void anObserverThatThrowsDoesNotKeepOthersFromReceiving() {
    List<Object> received = new ArrayList<>();
    Set<ObserverMethod<?>> observers = new LinkedHashSet<>();
    observers.add(
        observer(
            1,
            event -> {
              throw new IllegalStateException("on purpose");
            }));
    observers.add(observer(2, received::add));
    new CdiObservers(beans(observers), metrics, Journal.silent()).stateChanged(change);
    assertThat(received).containsExactly(change);
    assertThat(metrics.observerFailures).hasValue(1);
  }

  @Test
  void observersAreCalledInTheOrderOfTheirPriorities() {
    List<Object> received = new ArrayList<>();
    Set<ObserverMethod<?>> observers = new LinkedHashSet<>();
    observers.add(observer(20, event -> received.add("second")));
    observers.add(observer(10, event -> received.add("first")));
    new CdiObservers(beans(observers), metrics, Journal.silent()).stateChanged(change);
    assertThat(received).containsExactly("first", "second");
  }

  private static BeanManager beans(Set<ObserverMethod<?>> observers) {
    return (BeanManager)
        Proxy.newProxyInstance(
            CdiObserversTest.class.getClassLoader(),
            new Class<?>[] {BeanManager.class},
            (proxy, method, arguments) -> observers);
  }

  private static ObserverMethod<?> observer(int priority, Consumer<Object> action) {
    return (ObserverMethod<?>)
        Proxy.newProxyInstance(
            CdiObserversTest.class.getClassLoader(),
            new Class<?>[] {ObserverMethod.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getPriority" -> priority;
                  case "isAsync" -> false;
                  case "getBeanClass" -> CdiObserversTest.class;
                  case "notify" -> {
                    action.accept(arguments[0]);
                    yield null;
                  }
                  case "hashCode" -> priority;
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
