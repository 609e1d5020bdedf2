package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.AccessEffect;
import dev.commitcast.notifications.access.GrantChange;
import dev.commitcast.notifications.access.GrantLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps what subscribers may see in step with the log: gifts take effect for the event that gives,
 * losses behind the event that takes. Also for those who replay: they carry the history of their
 * grants with them. Owned by the hub's thread.
 */
final class GrantFollower {
  private final GrantLog grants;
  private final Map<String, Set<Subscription>> byCaller = new HashMap<>();

  GrantFollower(GrantLog grants) {
    this.grants = grants;
  }

  void add(Subscription subscription) {
    if (subscription.request().access() != Access.SYSTEM) {
      byCaller
          .computeIfAbsent(callerOf(subscription), id -> new LinkedHashSet<>())
          .add(subscription);
    }
  }

  void remove(Subscription subscription) {
    byCaller.computeIfPresent(
        callerOf(subscription),
        (id, all) -> {
          all.remove(subscription);
          return all.isEmpty() ? null : all;
        });
  }

  private static String callerOf(Subscription subscription) {
    return subscription.request().access().caller().id();
  }

  /** What an event changes about grants; none for nearly all. */
  List<GrantChange> changes(RecordedEvent event) {
    return byCaller.isEmpty() || !grants.mayChangeGrants(event) ? List.of() : grants.changes(event);
  }

  /**
   * Gives what an event gives.
   *
   * @param given gets those who may see more
   */
  void give(List<GrantChange> changes, long version, Consumer<Subscription> given) {
    for (GrantChange change : changes) {
      if (change.isGift()) {
        for (Subscription each : concerned(change)) {
          if (each.request().access().apply(change, version) instanceof AccessEffect.Given) {
            given.accept(each);
          }
        }
      }
    }
  }

  /** Takes what an event takes, after it was handed out. */
  void take(List<GrantChange> changes, Cursor at) {
    for (GrantChange change : changes) {
      if (!change.isGift()) {
        concerned(change).forEach(each -> take(each, change, at));
      }
    }
  }

  private static void take(Subscription subscription, GrantChange change, Cursor at) {
    AccessEffect effect = subscription.request().access().apply(change, at.version());
    if (effect instanceof AccessEffect.Taken taken) {
      Set<String> wanted = subscription.request().filter().rooms();
      subscription.revoke(
          taken.rooms().stream()
              .filter(room -> wanted.isEmpty() || wanted.contains(room))
              .map(room -> ControlFrame.roomRevoked(room, at))
              .toList());
    } else if (effect instanceof AccessEffect.Ended) {
      subscription.closeAfter(ControlFrame.revoked("token"), CloseReason.REVOKED);
    } else if (effect instanceof AccessEffect.Failed) {
      subscription.closeAfter(ControlFrame.revoked("policy"), CloseReason.POLICY_FAILED);
    }
  }

  /** Applies to one that has just come what the log has changed since its grants were read. */
  void catchUp(Subscription subscription, Collection<EncodedEvent> since) {
    for (EncodedEvent event : since) {
      if (grants.mayChangeGrants(event.event())) {
        for (GrantChange change : grants.changes(event.event())) {
          if (change.isGift()) {
            subscription.request().access().apply(change, event.version());
          } else {
            take(subscription, change, new Cursor(event.epoch(), event.version()));
          }
        }
      }
    }
  }

  /** All whose grants the log may change. */
  Collection<Subscription> all() {
    List<Subscription> all = new ArrayList<>();
    for (Set<Subscription> each : byCaller.values()) {
      all.addAll(each);
    }
    return all;
  }

  private Collection<Subscription> concerned(GrantChange change) {
    String caller =
        change instanceof GrantChange.Given given
            ? given.userId()
            : change instanceof GrantChange.Taken taken ? taken.userId() : null;
    return caller == null ? all() : List.copyOf(byCaller.getOrDefault(caller, Set.of()));
  }
}
