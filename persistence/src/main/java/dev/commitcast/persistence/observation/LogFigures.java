package dev.commitcast.persistence.observation;

import java.time.Duration;
import java.util.Map;

/**
 * Figures of the database that change slowly or cost something to ask. Immutable.
 *
 * @param queueUsage how full the server's notification queue is, 0 to 1
 * @param oldestAge the age of the oldest event that retention has left, by the database's clock
 * @param rows events in the log
 * @param bytes what the log takes on disk, with its indexes
 * @param longestTransaction the age of the oldest transaction that our role may see
 * @param preparedTransactions transactions that wait for COMMIT PREPARED
 * @param indexScans scans of each of the log's indexes since the server's statistics began
 * @param sessions sessions of all nodes by what they are for
 */
public record LogFigures(
    double queueUsage,
    Duration oldestAge,
    long rows,
    long bytes,
    Duration longestTransaction,
    long preparedTransactions,
    Map<String, Long> indexScans,
    Map<String, Long> sessions) {
  public LogFigures {
    indexScans = Map.copyOf(indexScans);
    sessions = Map.copyOf(sessions);
  }
}
