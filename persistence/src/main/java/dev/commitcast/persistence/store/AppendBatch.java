package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamAppend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** An append in the shape of the SQL function's arrays. Used once, by one thread. */
final class AppendBatch {
  /** As the SQL function {@code stream_exists()} says it. */
  private static final long STREAM_EXISTS = -4;

  private final String[] streams;
  private final Long[] expected;
  private final Integer[] streamOf;
  private final String[] ids;
  private final String[] types;
  private final String[] data;
  private final String[] metadata;
  private final String[] rooms;
  private boolean newIds = true;

  /**
   * @param ids makes ids for events that have none
   */
  AppendBatch(List<StreamAppend> appends, Supplier<String> ids) {
    int total = appends.stream().mapToInt(append -> append.events().size()).sum();
    this.streams = new String[appends.size()];
    this.expected = new Long[appends.size()];
    this.streamOf = new Integer[total];
    this.ids = new String[total];
    this.types = new String[total];
    this.data = new String[total];
    this.metadata = new String[total];
    this.rooms = new String[total];
    int place = 0;
    for (int stream = 0; stream < streams.length; stream++) {
      StreamAppend append = appends.get(stream);
      streams[stream] = append.stream().value();
      expected[stream] = numberOf(append.expected());
      for (EventData event : append.events()) {
        streamOf[place] = stream + 1;
        put(event, place++, ids);
      }
    }
  }

  private void put(EventData event, int place, Supplier<String> newId) {
    newIds &= event.id() == null;
    ids[place] = event.id() == null ? newId.get() : event.id();
    types[place] = event.type().value();
    data[place] = event.data();
    metadata[place] = event.metadata();
    Room room = event.room();
    rooms[place] = room == null ? null : room.value();
  }

  /** Which of the streams an event belongs to, both counted from 0. */
  int streamOf(int event) {
    return streamOf[event] - 1;
  }

  void bind(PreparedStatement statement) throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(1, connection.createArrayOf("text", streams));
    statement.setArray(2, connection.createArrayOf("bigint", expected));
    statement.setArray(3, connection.createArrayOf("integer", streamOf));
    statement.setArray(4, connection.createArrayOf("text", ids));
    statement.setArray(5, connection.createArrayOf("text", types));
    statement.setArray(6, connection.createArrayOf("text", data));
    statement.setArray(7, connection.createArrayOf("text", metadata));
    statement.setArray(8, connection.createArrayOf("text", rooms));
    statement.setBoolean(9, newIds);
  }

  /** The number that means an expectation to the SQL functions; null for any version. */
  static Long numberOf(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exact exact) {
      return exact.version();
    }
    if (expected instanceof ExpectedVersion.NoStream) {
      return 0L;
    }
    return expected instanceof ExpectedVersion.StreamExists ? STREAM_EXISTS : null;
  }
}
