package dev.commitcast.notifications.change;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.ObserverMethod;

/** Calls observer methods, each time in a request context of its own. Thread-safe. */
final class ObserverCalls {
  private final Instance<RequestContextController> contexts;

  ObserverCalls(Instance<RequestContextController> contexts) {
    this.contexts = contexts;
  }

  @SuppressWarnings("unchecked") // the extension has looked at the observed type
  void call(ObserverMethod<?> method, RecordedEvent event, Cursor cursor) {
    RequestContextController context = contexts.get();
    boolean activated = context.activate();
    try {
      if (method.getObservedType() == RecordedEvent.class) {
        ((ObserverMethod<RecordedEvent>) method).notify(event);
      } else {
        ((ObserverMethod<ChangeEvent>) method).notify(new ChangeEvent(event, cursor));
      }
    } finally {
      if (activated) {
        context.deactivate();
      }
      contexts.destroy(context);
    }
  }
}
