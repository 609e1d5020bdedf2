package dev.commitcast.persistence.sync;

import dev.commitcast.persistence.config.SchemaNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Waits for the log's versions of what was just appended, so that whoever is answered can read it.
 * Thread-safe.
 */
public class SequencedVersions {
  private static final long SHORTEST_PAUSE_MILLIS = 2;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  private final DataSource source;
  private final SyncStatements statements;
  private final Duration patience;

  /**
   * @param patience how long to wait at most; versions that are not there by then stay unknown
   */
  public SequencedVersions(DataSource source, SchemaNames schemas, Duration patience) {
    this.source = source;
    this.statements = new SyncStatements(schemas);
    this.patience = patience;
  }

  /** The same results, those of events in the log with their versions. */
  public List<PushResult> addTo(List<PushResult> results) {
    Set<String> ids =
        results.stream()
            .filter(result -> result.streamVersion().isPresent())
            .map(PushResult::id)
            .collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return results;
    }
    Map<String, Long> versions = await(ids);
    return results.stream()
        .map(
            result ->
                result.streamVersion().isPresent() && versions.containsKey(result.id())
                    ? result.at(OptionalLong.of(versions.get(result.id())))
                    : result)
        .toList();
  }

  private Map<String, Long> await(Set<String> ids) {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = SHORTEST_PAUSE_MILLIS;
    try {
      Map<String, Long> found = read(ids);
      while (found.size() < ids.size() && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        found = read(ids);
      }
      return found;
    } catch (SQLException e) {
      throw new SyncException("The versions of pushed events cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** On a connection of its own each time: none is held while we wait. */
  private Map<String, Long> read(Set<String> ids) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return statements.versions(connection, ids);
    }
  }
}
