package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.guard.Guard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one reader may see: a request, or a subscription from its beginning to its end. The only
 * place where it is decided.
 *
 * <p>It holds what was granted where the log ended when the reader began, and what the log has
 * changed about that since. An event is judged by the grants at the later of its own place and that
 * beginning. Thread-safe: the hub's thread applies changes, anybody may ask.
 */
public final class Access {
  /** More rooms than these make no query quicker. */
  static final int MOST_ROOMS_TO_NARROW = 1_000;

  /** What this system itself may see. Changes of grants do not concern it. */
  public static final Access SYSTEM =
      new Access(Caller.SYSTEM, Grants.EVERYTHING, null, List.of(), Set.of());

  private final Caller caller;
  private final Grants base;
  private final Grants fixed;
  private final Cursor asOf;
  private final List<Predicate<RecordedEvent>> restrictions;
  private final Set<GrantStrategy> grantedBy;
  private volatile Map<String, RoomHistory> changed = Map.of();

  /** One whose grants the log may change, all of them. */
  Access(
      Caller caller,
      Grants base,
      Cursor asOf,
      List<Predicate<RecordedEvent>> restrictions,
      Set<GrantStrategy> grantedBy) {
    this(caller, base, Grants.NOTHING, asOf, restrictions, grantedBy);
  }

  /**
   * @param fixed of {@code base}, what lasts as long as the token, whatever else is taken
   * @param asOf where the log ended when {@code base} was true; null if the log changes nothing
   * @param grantedBy the strategies to which it owes something
   */
  Access(
      Caller caller,
      Grants base,
      Grants fixed,
      Cursor asOf,
      List<Predicate<RecordedEvent>> restrictions,
      Set<GrantStrategy> grantedBy) {
    this.caller = caller;
    this.base = base;
    this.fixed = fixed;
    this.asOf = asOf;
    this.restrictions = List.copyOf(restrictions);
    this.grantedBy = Set.copyOf(grantedBy);
  }

  public Caller caller() {
    return caller;
  }

  /** Where the log ended when the reader began; empty if that does not matter. */
  public Optional<Cursor> asOf() {
    return Optional.ofNullable(asOf);
  }

  /** Whether what was opened for it ends now, because its token ends. */
  public boolean isExpired(Instant now) {
    return caller.expiresAt().map(end -> !now.isBefore(end)).orElse(false);
  }

  /** Whether an event may be seen. */
  public boolean allows(RecordedEvent event) {
    return allowsRoom(event.room(), event.version()) && (restrictions.isEmpty() || passes(event));
  }

  private boolean passes(RecordedEvent event) {
    for (Predicate<RecordedEvent> restriction : restrictions) {
      if (!restriction.test(event)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a room may be seen now, by what is known by now. */
  public boolean allowsRoom(String room) {
    return allowsRoom(room, Long.MAX_VALUE);
  }

  private boolean allowsRoom(String room, long version) {
    if (base.everything()) {
      return true;
    }
    // one that has no version yet is judged by what is true now
    long at = version == 0 ? Long.MAX_VALUE : version;
    RoomHistory history = room == null ? null : changed.get(room);
    return history == null ? base.allow(room) : history.isGrantedAt(at);
  }

  /** Whether it may see all there is, also events without a room. */
  public boolean isUnrestricted() {
    return base.everything() && restrictions.isEmpty();
  }

  /**
   * A filter that passes nothing beyond another's and everything of it that may be seen, now or at
   * any time since the reader began: quicker to look up, and never a replacement of the check.
   */
  public EventFilter narrow(EventFilter filter) {
    if (base.everything()) {
      return filter;
    }
    Set<String> rooms;
    if (!filter.rooms().isEmpty()) {
      rooms = new HashSet<>(filter.rooms());
      rooms.removeIf(room -> !base.allow(room) && !changed.containsKey(room));
    } else if (!base.prefixes().isEmpty()) {
      return filter;
    } else {
      rooms = everGranted();
      if (rooms.size() > MOST_ROOMS_TO_NARROW) {
        return filter;
      }
    }
    return new EventFilter(
        filter.types(),
        filter.streams(),
        // no room has an empty name
        rooms.isEmpty() ? Set.of("") : rooms,
        filter.categories());
  }

  /**
   * Whether what may be seen of these rooms is all of it or nothing, wherever it stands in the log:
   * then it can be counted without looking at each event.
   */
  public boolean isSettled(Set<String> rooms) {
    return restrictions.isEmpty() && rooms.stream().noneMatch(changed::containsKey);
  }

  /**
   * The rooms by which a reader of everything it may see is found; empty if it is not to be found
   * by rooms, because it may see all, or any that begins somehow.
   */
  public Optional<Set<String>> rooms() {
    return base.everything() || !base.prefixes().isEmpty()
        ? Optional.empty()
        : Optional.of(everGranted());
  }

  /** The net below the check: what the database shows to it, and no more than the check needs. */
  public Guard guard() {
    return base.everything()
        ? Guard.EVERYTHING
        : new Guard(caller.id(), everGranted(), base.prefixes(), false);
  }

  private Set<String> everGranted() {
    Set<String> rooms = new HashSet<>(base.rooms());
    rooms.addAll(changed.keySet());
    return rooms;
  }

  /**
   * Applies what an event of the log has changed, in the order of the log and by one thread.
   *
   * @param version of that event; nothing happens unless it is behind the reader's beginning
   */
  public AccessEffect apply(GrantChange change, long version) {
    if (asOf == null || version <= asOf.version() || !change.concerns(caller)) {
      return AccessEffect.NONE;
    }
    if (change instanceof GrantChange.Ended) {
      return new AccessEffect.Ended();
    }
    if (base.everything()) {
      return AccessEffect.NONE;
    }
    if (change instanceof GrantChange.Failed failed) {
      boolean owes = grantedBy.contains(failed.strategy()) || !changed.isEmpty();
      return owes ? new AccessEffect.Failed() : AccessEffect.NONE;
    }
    if (change instanceof GrantChange.Given given) {
      return record(given.room(), version, true) ? new AccessEffect.Given() : AccessEffect.NONE;
    }
    return taken(change, version);
  }

  private AccessEffect taken(GrantChange change, long version) {
    List<String> taken = new ArrayList<>();
    if (change instanceof GrantChange.Taken one) {
      taken.add(one.room());
    } else if (change instanceof GrantChange.TakenFromAll all) {
      everGranted().stream().filter(room -> room.startsWith(all.prefix())).forEach(taken::add);
    }
    taken.removeIf(room -> !record(room, version, false));
    return taken.isEmpty() ? AccessEffect.NONE : new AccessEffect.Taken(taken);
  }

  /** Answers whether it makes a difference. */
  private boolean record(String room, long version, boolean granted) {
    if (fixed.allow(room)) {
      return false;
    }
    RoomHistory history = changed.getOrDefault(room, new RoomHistory(base.allow(room), List.of()));
    if (history.isGrantedNow() == granted) {
      return false;
    }
    Map<String, RoomHistory> next = new HashMap<>(changed);
    next.put(room, history.with(version, granted));
    changed = Map.copyOf(next);
    return true;
  }
}
