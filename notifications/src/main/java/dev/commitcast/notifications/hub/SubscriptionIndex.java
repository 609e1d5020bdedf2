package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The live subscriptions, found by what they filter for, so that an event costs only its receivers.
 * Each is filed under the one kind of value that tells it apart best, and so found at most once.
 * Owned by the hub's thread; not thread-safe.
 */
final class SubscriptionIndex {
  private final Map<String, Set<Subscription>> byStream = new HashMap<>();
  private final Map<String, Set<Subscription>> byRoom = new HashMap<>();
  private final Map<String, Set<Subscription>> byType = new HashMap<>();
  private final Map<String, Set<Subscription>> byCategory = new HashMap<>();
  private final Map<Subscription, Set<String>> filedRooms = new HashMap<>();
  private final Set<Subscription> unrestricted = new LinkedHashSet<>();

  void add(Subscription subscription) {
    SubscriptionRequest request = subscription.request();
    EventFilter filter = request.filter();
    Optional<Set<String>> granted = request.access().rooms();
    if (!filter.streams().isEmpty()) {
      file(byStream, filter.streams(), subscription);
    } else if (!filter.rooms().isEmpty()) {
      file(byRoom, filter.rooms(), subscription);
    } else if (granted.isPresent()) {
      // who may see few rooms is not asked about the events of all others
      file(byRoom, granted.get(), subscription);
      filedRooms.put(subscription, granted.get());
    } else if (!filter.types().isEmpty()) {
      file(byType, filter.types(), subscription);
    } else if (!filter.categories().isEmpty()) {
      file(byCategory, filter.categories(), subscription);
    } else {
      unrestricted.add(subscription);
    }
  }

  void remove(Subscription subscription) {
    EventFilter filter = subscription.request().filter();
    Set<String> granted = filedRooms.remove(subscription);
    unfile(byStream, filter.streams(), subscription);
    unfile(byRoom, granted == null ? filter.rooms() : granted, subscription);
    unfile(byType, filter.types(), subscription);
    unfile(byCategory, filter.categories(), subscription);
    unrestricted.remove(subscription);
  }

  /** Files one anew, if it is here, after it was granted other rooms. */
  void refile(Subscription subscription) {
    if (filedRooms.containsKey(subscription)) {
      remove(subscription);
      add(subscription);
    }
  }

  /** Those whose filter lets this event pass; a list of its own, safe to remove from the index. */
  List<Subscription> receivers(RecordedEvent event) {
    List<Subscription> receivers =
        EventFilter.ALL.matches(event) ? new ArrayList<>(unrestricted) : new ArrayList<>();
    collect(byStream.get(event.stream()), event, receivers);
    collect(byRoom.get(event.room()), event, receivers);
    collect(byType.get(event.type()), event, receivers);
    if (!byCategory.isEmpty()) {
      collect(byCategory.get(event.category()), event, receivers);
    }
    return receivers;
  }

  List<Subscription> all() {
    Set<Subscription> all = new LinkedHashSet<>(unrestricted);
    all.addAll(filedRooms.keySet());
    for (Map<String, Set<Subscription>> index : List.of(byStream, byRoom, byType, byCategory)) {
      index.values().forEach(all::addAll);
    }
    return new ArrayList<>(all);
  }

  private static void collect(
      Set<Subscription> filed, RecordedEvent event, List<Subscription> receivers) {
    if (filed != null) {
      for (Subscription subscription : filed) {
        if (subscription.matches(event)) {
          receivers.add(subscription);
        }
      }
    }
  }

  private static void file(
      Map<String, Set<Subscription>> index, Set<String> values, Subscription subscription) {
    for (String value : values) {
      index.computeIfAbsent(value, key -> new LinkedHashSet<>()).add(subscription);
    }
  }

  private static void unfile(
      Map<String, Set<Subscription>> index, Set<String> values, Subscription subscription) {
    for (String value : values) {
      index.computeIfPresent(
          value,
          (key, filed) -> {
            filed.remove(subscription);
            return filed.isEmpty() ? null : filed;
          });
    }
  }
}
