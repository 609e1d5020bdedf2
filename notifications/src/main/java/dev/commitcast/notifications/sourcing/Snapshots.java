package dev.commitcast.notifications.sourcing;

import java.util.Objects;
import java.util.function.Function;

/**
 * How snapshots of a state are taken. Immutable, if its functions are.
 *
 * @param every a new one is taken by a load that had to fold at least so many events, 1 or more
 * @param schema which form the printed state has, 0 or more; raise it when the form, or what the
 *     fold makes of events, changes: older snapshots are not looked at any more
 * @param print the state as text without NUL, null for none this time
 * @param parse what was printed; what it throws is logged, and the stream folded from its beginning
 * @param <S> the state
 */
public record Snapshots<S>(
    int every, int schema, Function<S, String> print, Function<String, S> parse) {
  public Snapshots {
    if (every < 1) {
      throw new IllegalArgumentException(
          "A snapshot is taken every so many events, 1 or more, not " + every + ".");
    }
    if (schema < 0) {
      throw new IllegalArgumentException(
          "The schema of snapshots is 0 or more, not " + schema + ".");
    }
    Objects.requireNonNull(print, "Snapshots need a function that prints the state.");
    Objects.requireNonNull(parse, "Snapshots need a function that parses the state.");
  }
}
