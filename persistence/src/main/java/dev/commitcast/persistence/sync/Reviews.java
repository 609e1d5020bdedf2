package dev.commitcast.persistence.sync;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import dev.commitcast.persistence.store.EventAppender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What waits for a person to decide, and what was decided. Thread-safe. */
public class Reviews {
  private final PlainTransaction transactions;
  private final EventAppender appender;
  private final String list;
  private final String lock;
  private final String decide;

  /**
   * @param source not one whose connections take part in a transaction of the caller
   */
  public Reviews(DataSource source, SchemaNames schemas, EventAppender appender) {
    this.transactions = new PlainTransaction(source);
    this.appender = appender;
    this.list = SqlFile.load(Reviews.class, "review_list.sql", schemas);
    this.lock = SqlFile.load(Reviews.class, "review_lock.sql", schemas);
    this.decide = SqlFile.load(Reviews.class, "review_decide.sql", schemas);
  }

  /**
   * Reviews by number.
   *
   * @param openOnly leaves out what was decided
   * @param after begin behind this number
   * @param limit most reviews
   */
  public List<Review> list(boolean openOnly, long after, int limit) {
    try {
      return transactions.run(
          ChangeContext.NONE,
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(list)) {
              statement.setBoolean(1, openOnly);
              statement.setLong(2, after);
              statement.setInt(3, limit);
              return read(statement);
            }
          });
    } catch (SQLException e) {
      throw new SyncException("The reviews cannot be listed", e);
    }
  }

  public Optional<Review> find(long id) {
    return list(false, id - 1, 1).stream().filter(review -> review.id() == id).findFirst();
  }

  /**
   * Ends a review.
   *
   * @param data what takes the place of the pushed data, for {@link Review.Decision#REPLACE} only
   * @param note why, null for nothing
   * @param context who decides is its actor
   * @return empty if there is no such review
   * @throws ReviewClosedException if it was decided before
   * @throws dev.commitcast.domain.event.AppendRefusedException if the event cannot be appended; the
   *     review stays open
   */
  public Optional<Review> decide(
      long id, Review.Decision decision, String data, String note, ChangeContext context) {
    try {
      boolean found =
          transactions.run(
              context, connection -> decide(connection, id, decision, data, note, context));
      return found ? find(id) : Optional.empty();
    } catch (SQLException e) {
      throw new SyncException("The review " + id + " cannot be decided", e);
    }
  }

  private boolean decide(
      Connection connection,
      long id,
      Review.Decision decision,
      String data,
      String note,
      ChangeContext context)
      throws SQLException {
    Optional<Review> locked = lock(connection, id);
    if (locked.isEmpty()) {
      return false;
    }
    Review review = locked.get();
    if (review.outcome().isPresent()) {
      throw new ReviewClosedException(review);
    }
    if (decision != Review.Decision.DISCARD) {
      String chosen = decision == Review.Decision.REPLACE ? data : review.data();
      EventData event =
          new EventData(
              review.eventId(), new EventType(review.type()), chosen, metadata(review), null);
      appender.append(
          connection, new StreamId(review.stream()), ExpectedVersion.any(), List.of(event));
    }
    try (PreparedStatement statement = connection.prepareStatement(decide)) {
      statement.setString(1, decision.name().toLowerCase(Locale.ROOT));
      statement.setString(2, context.actor());
      statement.setString(3, note);
      statement.setLong(4, id);
      statement.executeUpdate();
    }
    return true;
  }

  /** The pushed event's, and under {@code review} the number. */
  private static String metadata(Review review) {
    Map<String, String> members =
        review.metadata() == null
            ? new LinkedHashMap<>()
            : new LinkedHashMap<>(StrictJson.members(review.metadata()));
    members.put("review", Long.toString(review.id()));
    return members.entrySet().stream()
        .map(member -> StrictJson.quote(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private Optional<Review> lock(Connection connection, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(lock)) {
      statement.setLong(1, id);
      return read(statement).stream().findFirst();
    }
  }

  private static List<Review> read(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<Review> reviews = new ArrayList<>();
      while (rows.next()) {
        reviews.add(current(rows));
      }
      return reviews;
    }
  }

  private static Review current(ResultSet row) throws SQLException {
    String decision = row.getString("decision");
    return new Review(
        row.getLong("id"),
        row.getString("event_id"),
        row.getString("stream_id"),
        row.getString("event_type"),
        row.getString("data"),
        row.getString("metadata"),
        row.getLong("base"),
        row.getString("winner_id"),
        SyncStatements.number(row, "winner_version"),
        time(row, "received_at"),
        decision == null
            ? Optional.empty()
            : Optional.of(
                new Review.Outcome(
                    Review.Decision.valueOf(decision.toUpperCase(Locale.ROOT)),
                    time(row, "decided_at"),
                    row.getString("decided_by"),
                    row.getString("note"))));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
