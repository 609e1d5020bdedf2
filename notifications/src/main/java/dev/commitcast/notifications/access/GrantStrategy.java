package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.event.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One reason for which callers may see rooms. Every CDI bean of this type takes part; what any of
 * them grants is granted. An application adds its own by being deployed with one. Thread-safe.
 *
 * <p>A strategy that throws grants nothing: whoever is just asking is refused, and whoever has
 * something by it loses it, and nobody else.
 */
public interface GrantStrategy {

  /**
   * What a caller may see now.
   *
   * @param snapshot a transaction that only reads, and sees the database as of one moment. Changes
   *     that it sees and that have no version yet come once more, by {@link #changes}
   */
  Grants grants(Caller caller, Connection snapshot) throws SQLException;

  /** Categories of streams whose events change grants; none if grants last as long as a token. */
  default Set<String> categories() {
    return Set.of();
  }

  /**
   * What an event of one of the categories changes. Called on the hub's thread in the order of the
   * log: quick, and without the database.
   */
  default List<GrantChange> changes(RecordedEvent event) {
    return List.of();
  }

  /**
   * What a caller may see of rooms that it has; empty for all of it. Asked for every event of every
   * subscription of that caller: quick. If it throws, that one subscription ends.
   */
  default Optional<Predicate<RecordedEvent>> restriction(Caller caller) {
    return Optional.empty();
  }

  /**
   * Whether what a caller has brought is good for nothing any more, whatever its role. Whoever was
   * let in a moment ago, and opens something now, is asked about once more: an end that lies before
   * the place as of which grants are read is not told by {@link #changes}.
   *
   * @param snapshot the one in which grants are read
   */
  default boolean isEnded(Caller caller, Connection snapshot) throws SQLException {
    return false;
  }
}
