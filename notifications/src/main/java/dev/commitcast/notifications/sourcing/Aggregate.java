package dev.commitcast.notifications.sourcing;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a stream means: a state, and how each event changes it. Immutable, if its functions are.
 *
 * @param name of this kind of state, 1 to 255 characters; snapshots are kept under it
 * @param initial before the first event; must be immutable, it is shared
 * @param apply the state after an event; what it does not know it leaves. It must not refuse: what
 *     is in the log has happened
 * @param upcasters through which events go first
 * @param snapshots how they are taken; empty for none
 * @param <S> the state
 */
public record Aggregate<S>(
    String name,
    S initial,
    BiFunction<S, SourcedEvent, S> apply,
    Upcasters upcasters,
    Optional<Snapshots<S>> snapshots) {

  public Aggregate {
    if (name == null || name.isEmpty() || name.length() > 255) {
      throw new IllegalArgumentException("The name of an aggregate has 1 to 255 characters.");
    }
    Objects.requireNonNull(apply, "An aggregate has a function that applies events.");
    Objects.requireNonNull(upcasters, "An aggregate without upcasters has Upcasters.NONE.");
    Objects.requireNonNull(snapshots, "An aggregate without snapshots has an empty option.");
  }

  /** Without upcasters and snapshots. */
  public static <S> Aggregate<S> of(String name, S initial, BiFunction<S, SourcedEvent, S> apply) {
    return new Aggregate<>(name, initial, apply, Upcasters.NONE, Optional.empty());
  }

  public Aggregate<S> upcasting(Upcasters chain) {
    return new Aggregate<>(name, initial, apply, chain, snapshots);
  }

  public Aggregate<S> withSnapshots(Snapshots<S> how) {
    return new Aggregate<>(name, initial, apply, upcasters, Optional.of(how));
  }
}
