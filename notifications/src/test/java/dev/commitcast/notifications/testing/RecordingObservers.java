package dev.commitcast.notifications.testing;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.listener.BatchObservers;
import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.listener.ListenerStateChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps everything that the listener hands over. Thread-safe. */
public final class RecordingObservers implements BatchObservers {
  private final Consumer<EventBatch> also;
  private final List<EventBatch> batches = new ArrayList<>();
  private final List<ListenerState> states = new ArrayList<>();

  public RecordingObservers() {
    this(batch -> {});
  }

  /**
   * @param also is told of each batch too
   */
  public RecordingObservers(Consumer<EventBatch> also) {
    this.also = also;
  }

  @Override
  public synchronized void receive(EventBatch batch) {
    batches.add(batch);
    also.accept(batch);
  }

  @Override
  public synchronized void stateChanged(ListenerStateChanged change) {
    states.add(change.now());
  }

  public synchronized List<EventBatch> batches() {
    return List.copyOf(batches);
  }

  public synchronized List<ListenerState> states() {
    return List.copyOf(states);
  }

  public synchronized List<Long> versions() {
    return batches.stream()
        .flatMap(batch -> batch.events().stream())
        .map(RecordedEvent::version)
        .toList();
  }
}
