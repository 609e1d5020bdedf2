package dev.commitcast.notifications.listener;

import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.LogState;
import java.util.Map;

/**
 * How far the listener has read: in which epoch, up to which version. Immutable.
 *
 * @param epoch the newest epoch known
 * @param version the last version read
 */
public record Position(int epoch, long version) {
  /** Where a node begins: nobody has subscribed before it was there. */
  static Position atEndOf(LogState state) {
    return new Position(state.epoch(), state.head());
  }

  /**
   * The same place in the log as it is now. If epochs have begun that we do not know, versions from
   * where the first of them began may have been lost and given again, so reading goes on from
   * there. If the log ends before us and no epoch says why yet, it goes on from that end.
   */
  Position in(LogState state) {
    long from =
        state.epochs().stream()
            .filter(e -> e.number() > epoch)
            .mapToLong(e -> e.fromVersion() - 1)
            .min()
            .orElse(version);
    return new Position(
        Math.max(epoch, state.epoch()), Math.min(Math.min(version, from), state.head()));
  }

  Position through(long newVersion) {
    return new Position(epoch, newVersion);
  }

  /** Says so if the next event is not the next version. */
  void reportGapBefore(long first, Journal journal) {
    if (first != version + 1) {
      journal.warn(
          "events_expired",
          Map.of(
              "from",
              version + 1,
              "to",
              first - 1,
              "meaning",
              "Retention removed events before this node had read them."));
    }
  }
}
