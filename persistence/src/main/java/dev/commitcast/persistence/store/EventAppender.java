package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.OneTransaction;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Appends events to streams: all or nothing, one round trip, whatever their number. Thread-safe.
 *
 * <p>Without a connection it takes one from the data source. Where that belongs to a container and
 * the caller has a transaction, the append is part of it, and undone with it; else it is a
 * transaction of its own. After a refusal PostgreSQL lets a transaction only be rolled back.
 */
public class EventAppender {
  private final DataSource source;
  private final String appendEvents;
  private final String appendOne;
  private final Supplier<String> ids;
  private final List<AppendParticipant> participants;
  private final OneTransaction transactions;

  /**
   * @param source may be null if every call brings its connection
   * @param ids makes ids for events that have none; called by many threads
   */
  public EventAppender(DataSource source, SchemaNames schemas, Supplier<String> ids) {
    this(source, schemas, ids, List.of(), OneTransaction.PLAIN);
  }

  /**
   * @param participants who do more in each append's transaction, in this order
   * @param transactions knows of the caller's
   */
  public EventAppender(
      DataSource source,
      SchemaNames schemas,
      Supplier<String> ids,
      List<AppendParticipant> participants,
      OneTransaction transactions) {
    this.transactions = transactions;
    this.participants = participants.stream().filter(AppendParticipant::takesPart).toList();
    this.source = source;
    this.appendEvents = SqlFile.load(EventAppender.class, "append_events.sql", schemas);
    this.appendOne = SqlFile.load(EventAppender.class, "append_one.sql", schemas);
    this.ids = ids;
  }

  /**
   * Appends to one stream.
   *
   * @param events in order; none appends nothing, but what is expected is still tested
   * @throws dev.commitcast.domain.event.WrongExpectedVersionException with the current version
   * @throws dev.commitcast.domain.event.EventIdConflictException if an id has other content already
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   * @throws dev.commitcast.domain.event.InvalidEventException if an event cannot be stored
   * @throws EventStoreException if the database fails
   */
  public AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
    return appendAll(List.of(new StreamAppend(stream, expected, events))).get(0);
  }

  /** The same on the caller's connection and in its transaction. */
  public AppendResult append(
      Connection connection, StreamId stream, ExpectedVersion expected, List<EventData> events) {
    return appendAll(connection, List.of(new StreamAppend(stream, expected, events))).get(0);
  }

  /**
   * Appends to several streams, to all or to none. Their locks are taken in the order of their
   * names, so that appends never wait for each other in a circle.
   *
   * @param appends each stream once; in the log the events stand in the order given here
   * @return one for each of them, in that order
   */
  public List<AppendResult> appendAll(List<StreamAppend> appends) {
    try (Connection connection = source.getConnection()) {
      return appendAll(connection, appends);
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "append");
    }
  }

  /**
   * Whether an append with this connection would be part of a transaction that is there already.
   */
  public boolean joins(Connection connection) throws SQLException {
    return transactions.isOpen(connection);
  }

  /** The same on the caller's connection and in its transaction. */
  public List<AppendResult> appendAll(Connection connection, List<StreamAppend> appends) {
    if (participants.isEmpty()) {
      return send(connection, appends);
    }
    try {
      return transactions.on(
          connection,
          () -> {
            List<AppendResult> results = send(connection, appends);
            for (AppendParticipant participant : participants) {
              participant.appended(connection, appends, results);
            }
            return results;
          });
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "append");
    }
  }

  /** A canary of somebody else's would hide from readers, or be taken for one that came home. */
  private static void refuseCanaries(List<StreamAppend> appends) {
    if (appends.stream()
        .flatMap(append -> append.events().stream())
        .anyMatch(event -> event.type().value().equals(EventFilter.CANARY))) {
      throw new InvalidEventException(
          "The event type "
              + EventFilter.CANARY
              + " is reserved for events by which nodes try the way; choose another.",
          false,
          null);
    }
  }

  private List<AppendResult> send(Connection connection, List<StreamAppend> appends) {
    refuseCanaries(appends);
    if (appends.size() == 1 && appends.get(0).events().size() == 1) {
      return List.of(sendOne(connection, appends.get(0)));
    }
    AppendBatch batch = new AppendBatch(appends, ids);
    List<List<AppendedEvent>> appended = new ArrayList<>();
    appends.forEach(append -> appended.add(new ArrayList<>(append.events().size())));
    try (PreparedStatement statement = connection.prepareStatement(appendEvents)) {
      batch.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          appended
              .get(batch.streamOf(rows.getInt(1) - 1))
              .add(new AppendedEvent(rows.getString(2), rows.getLong(3), rows.getBoolean(4)));
        }
      }
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "append");
    }
    return IntStream.range(0, appends.size())
        .mapToObj(i -> new AppendResult(appends.get(i).stream(), appended.get(i)))
        .toList();
  }

  /** The same for one event, at half the price for the server. */
  private AppendResult sendOne(Connection connection, StreamAppend append) {
    EventData event = append.events().get(0);
    String id = event.id() == null ? ids.get() : event.id();
    Room room = event.room();
    try (PreparedStatement statement = connection.prepareStatement(appendOne)) {
      statement.setString(1, append.stream().value());
      statement.setObject(2, AppendBatch.numberOf(append.expected()), Types.BIGINT);
      statement.setString(3, id);
      statement.setString(4, event.type().value());
      statement.setString(5, event.data());
      statement.setString(6, event.metadata());
      statement.setString(7, room == null ? null : room.value());
      statement.setBoolean(8, event.id() != null);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long version = row.getLong(1);
        return new AppendResult(
            append.stream(), List.of(new AppendedEvent(id, Math.abs(version), version < 0)));
      }
    } catch (SQLException e) {
      throw EventStoreErrors.translate(e, "append");
    }
  }
}
