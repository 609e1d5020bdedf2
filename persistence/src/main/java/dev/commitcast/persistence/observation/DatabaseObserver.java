package dev.commitcast.persistence.observation;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.Election;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGProperty;

/**
 * One session that asks and never waits long: it connects when it is first asked, gives up after a
 * second, and connects anew after a failure. Owned by one thread, but for {@link #abort}.
 */
public final class DatabaseObserver {
  private static final Map<String, String> SESSION =
      Map.of(
          "statement_timeout", "1000",
          "lock_timeout", "400",
          "jit", "off",
          "default_transaction_read_only", "on");

  private final DedicatedConnections connections;
  private final String node;
  private final long key;
  private final String schema;
  private final String blockers;
  private final String progress;
  private final String figures;
  private final String indexScans;
  private final String sessions;
  private final String subscriptionLags;
  private final String projectionLags;
  private volatile Connection connection;
  private volatile boolean ended;

  /**
   * @param node appears in the session's name
   */
  public DatabaseObserver(DedicatedConnections connections, String node) {
    SchemaNames schemas = connections.settings().schemas();
    this.connections = connections;
    this.node = node;
    this.key = Election.key(schemas);
    this.schema = schemas.log();
    this.blockers = SqlFile.load(DatabaseObserver.class, "blockers.sql", schemas);
    this.progress = SqlFile.load(DatabaseObserver.class, "progress.sql", schemas);
    this.figures = SqlFile.load(DatabaseObserver.class, "figures.sql", schemas);
    this.indexScans = SqlFile.load(DatabaseObserver.class, "index_scans.sql", schemas);
    this.sessions = SqlFile.load(DatabaseObserver.class, "sessions.sql", schemas);
    this.subscriptionLags = SqlFile.load(DatabaseObserver.class, "subscription_lags.sql", schemas);
    this.projectionLags = SqlFile.load(DatabaseObserver.class, "projection_lags.sql", schemas);
  }

  /** Who stands in the sequencer's way, whoever has done so longest first. */
  public List<Blocker> blockers() throws SQLException {
    return asked(
        blockers,
        statement -> statement.setLong(1, key),
        rows -> {
          List<Blocker> found = new ArrayList<>();
          while (rows.next()) {
            found.add(
                new Blocker(
                    rows.getInt("pid"),
                    rows.getString("application"),
                    rows.getString("state"),
                    instant(rows, "since")));
          }
          return found;
        });
  }

  public LogProgress progress() throws SQLException {
    return asked(
        progress,
        statement -> {
          statement.setLong(1, LogProgress.COUNTED);
          statement.setLong(2, key);
        },
        row -> {
          row.next();
          long head = row.getLong("head");
          long oldest = row.getLong("oldest");
          return new LogProgress(
              head,
              oldest == 0 ? head + 1 : oldest,
              Optional.ofNullable(row.getString("leader")),
              row.getBoolean("leads"),
              row.getLong("pending"),
              millis(row, "oldest_pending"),
              instant(row, "asked_at").orElseThrow());
        });
  }

  public LogFigures figures() throws SQLException {
    Map<String, Long> scans =
        asked(indexScans, statement -> statement.setString(1, schema), DatabaseObserver::counts);
    Map<String, Long> open = asked(sessions, statement -> {}, DatabaseObserver::counts);
    return asked(
        figures,
        statement -> {},
        row -> {
          row.next();
          return new LogFigures(
              row.getDouble("queue_usage"),
              millis(row, "oldest_age"),
              row.getLong("rows"),
              row.getLong("bytes"),
              millis(row, "longest_transaction"),
              row.getLong("prepared"),
              scans,
              open);
        });
  }

  /** At most 200, by name. */
  public List<FollowerLag> subscriptions() throws SQLException {
    return asked(subscriptionLags, statement -> {}, DatabaseObserver::lags);
  }

  /** At most 200, by name. */
  public List<FollowerLag> projections() throws SQLException {
    return asked(projectionLags, statement -> {}, DatabaseObserver::lags);
  }

  private interface Question {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface Answer<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> T asked(String sql, Question question, Answer<T> answer) throws SQLException {
    Connection session = session();
    try (PreparedStatement statement = session.prepareStatement(sql)) {
      question.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return answer.read(rows);
      }
    } catch (SQLException e) {
      if (isOverLimit(e)) {
        throw e;
      }
      close();
      throw e;
    }
  }

  private Connection session() throws SQLException {
    Connection known = connection;
    if (known != null) {
      return known;
    }
    // a server or a network that hangs must not hang this session with it
    Connection fresh =
        connections.open("observer " + node, SESSION, Map.of(PGProperty.SOCKET_TIMEOUT, "3"));
    connection = fresh;
    if (ended) {
      abort();
    }
    return fresh;
  }

  /** A lock or a statement took too long: the session goes on. */
  public static boolean isOverLimit(SQLException e) {
    return "55P03".equals(e.getSQLState()) || "57014".equals(e.getSQLState());
  }

  private static Map<String, Long> counts(ResultSet rows) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    while (rows.next()) {
      counts.put(rows.getString("name"), rows.getLong("count"));
    }
    return counts;
  }

  private static List<FollowerLag> lags(ResultSet rows) throws SQLException {
    List<FollowerLag> lags = new ArrayList<>();
    while (rows.next()) {
      lags.add(
          new FollowerLag(
              rows.getString("name"),
              rows.getLong("lag"),
              millis(rows, "age"),
              rows.getLong("parked"),
              rows.getLong("leased"),
              rows.getLong("partitions")));
    }
    return lags;
  }

  private static Duration millis(ResultSet row, String column) throws SQLException {
    return Duration.ofMillis(Math.max(0, row.getLong(column)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException ignored) {
        // it was lost already
      }
    }
  }

  /** Cuts the session from another thread, for good; a question that is being asked fails. */
  public void abort() {
    ended = true;
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException ignored) {
        // it was lost already
      }
    }
  }
}
