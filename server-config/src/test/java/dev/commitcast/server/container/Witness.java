package dev.commitcast.server.container;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.listener.ListenerStateChanged;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what its observers got; another observer of it throws, each time. Thread-safe. */
@ApplicationScoped
public class Witness {
  private final List<RecordedEvent> events = new CopyOnWriteArrayList<>();
  private final List<ListenerStateChanged> changes = new CopyOnWriteArrayList<>();

  void throwFirst(@Observes @Priority(1) EventBatch batch) {
    throw new IllegalStateException("An observer of the tests throws on purpose.");
  }

  void see(@Observes @Priority(2) EventBatch batch) {
    events.addAll(batch.events());
  }

  void see(@Observes ListenerStateChanged change) {
    changes.add(change);
  }

  public List<RecordedEvent> events() {
    return List.copyOf(events);
  }

  public List<ListenerStateChanged> changes() {
    return List.copyOf(changes);
  }
}
