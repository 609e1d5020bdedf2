package dev.commitcast.benchmarks.store;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.log.StreamSlice;
import dev.commitcast.persistence.store.BulkAppend;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.ImportedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The event store's Java API, every append with the exact version that it expects. */
final class StoreSide implements Side {
  private static final PageLimit PAGE = new PageLimit(1_000, 4 << 20);
  private static final EventType TYPE = new EventType(Events.TYPE);

  private final PostgresDatabase database;
  private final int filledStreams;
  private final EventAppender appender = new EventAppender(null, SchemaNames.DEFAULT, Events::id);
  private final EventLog log = new EventLog(null, SchemaNames.DEFAULT);

  /**
   * @param filledStreams how many streams there are to be read
   */
  StoreSide(PostgresDatabase database, int filledStreams) {
    this.database = database;
    this.filledStreams = filledStreams;
  }

  @Override
  public Worker worker(Work work, int number) throws SQLException {
    Connection connection = database.connect();
    return switch (work) {
      case SINGLE -> new Appends(connection, appender, number, 1);
      case BATCH -> new Appends(connection, appender, number, Events.BATCH);
      case IMPORT -> new Imports(connection, number);
      case READ_STREAM -> new StreamReads(connection, log, filledStreams);
      case READ_ALL -> new LogReads(connection, log);
    };
  }

  private static final class Appends implements Worker {
    private final Connection connection;
    private final EventAppender appender;
    private final int number;
    private final List<EventData> events;
    private final Map<String, Long> versions = new HashMap<>();
    private long done;

    Appends(Connection connection, EventAppender appender, int number, int events) {
      this.connection = connection;
      this.appender = appender;
      this.number = number;
      this.events = Collections.nCopies(events, new EventData(null, TYPE, Events.DATA, null, null));
    }

    @Override
    public int work() {
      String stream = Events.stream(number, done++);
      long version = versions.getOrDefault(stream, 0L);
      appender.append(connection, new StreamId(stream), ExpectedVersion.exact(version), events);
      versions.put(stream, version + events.size());
      return events.size();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private static final class Imports implements Worker {
    private final BulkAppend bulk = new BulkAppend(SchemaNames.DEFAULT);
    private final Connection connection;
    private final int number;
    private long done;

    Imports(Connection connection, int number) {
      this.connection = connection;
      this.number = number;
    }

    @Override
    public int work() {
      int imported =
          copy(
              bulk,
              connection,
              Events.COPY,
              i -> Events.stream(number, (done + i) / Events.STREAM_LENGTH));
      done += Events.COPY;
      return imported;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  static int copy(BulkAppend bulk, Connection connection, int events, PlainSide.Streams streams) {
    List<ImportedEvent> part = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      part.add(
          new ImportedEvent(
              new StreamId(streams.of(i)),
              new EventData(Events.id(), TYPE, Events.DATA, null, null),
              null));
    }
    return bulk.append(connection, part).appended();
  }

  private static final class StreamReads implements Worker {
    private final Connection connection;
    private final EventLog log;
    private final int streams;

    StreamReads(Connection connection, EventLog log, int streams) {
      this.connection = connection;
      this.log = log;
      this.streams = streams;
    }

    @Override
    public int work() throws SQLException {
      StreamId stream = new StreamId(Events.filled(ThreadLocalRandom.current().nextInt(streams)));
      int seen = 0;
      long next = 1;
      StreamSlice slice;
      do {
        slice = log.readStream(connection, stream, next, Direction.FORWARDS, PAGE);
        next = slice.next();
        seen += slice.events().size();
      } while (slice.events().size() == PAGE.events());
      return seen;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private static final class LogReads implements Worker {
    private final Connection connection;
    private final EventLog log;
    private long after;

    LogReads(Connection connection, EventLog log) {
      this.connection = connection;
      this.log = log;
    }

    @Override
    public int work() throws SQLException {
      LogPage page = log.read(connection, EventFilter.ALL, after, PAGE);
      List<RecordedEvent> events = page.events();
      after = events.isEmpty() ? 0 : page.through();
      return events.size();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
