package dev.commitcast.notifications.sourcing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chain of {@link Upcaster}s: an event goes from one to the next until none knows its form. One
 * event stays one event, at its place. Immutable.
 */
public final class Upcasters {
  /** Leaves every event as it is. */
  public static final Upcasters NONE = new Upcasters(List.of());

  private final Map<EventShape, Upcaster> byForm = new HashMap<>();

  private Upcasters(List<Upcaster> upcasters) {
    for (Upcaster upcaster : upcasters) {
      if (byForm.put(upcaster.from(), upcaster) != null) {
        throw new IllegalArgumentException("Two upcasters read " + upcaster.from() + ".");
      }
    }
    byForm.keySet().forEach(this::refuseCircle);
  }

  /**
   * In any order: what each reads and makes says how they follow each other.
   *
   * @throws IllegalArgumentException if two read the same form, or they lead in a circle
   */
  public static Upcasters of(Upcaster... upcasters) {
    return new Upcasters(List.of(upcasters));
  }

  private void refuseCircle(EventShape start) {
    Set<EventShape> passed = new HashSet<>();
    Upcaster next = byForm.get(start);
    while (next != null) {
      if (!passed.add(next.from())) {
        throw new IllegalArgumentException("The upcasters of " + start + " lead in a circle.");
      }
      next = byForm.get(next.to());
    }
  }

  /** The event in its newest form. */
  public SourcedEvent apply(SourcedEvent event) {
    SourcedEvent current = event;
    Upcaster next = byForm.get(current.shape());
    while (next != null) {
      current = current.as(next.to(), next.change().apply(current.data()));
      next = byForm.get(current.shape());
    }
    return current;
  }

  /** Each in its newest form. */
  public List<SourcedEvent> applyAll(List<SourcedEvent> events) {
    return byForm.isEmpty() ? events : events.stream().map(this::apply).toList();
  }
}
