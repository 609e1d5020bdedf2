package dev.commitcast.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.NoSuchStreamException;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.StreamInfo;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What streams there are, and what may be changed about one. */
@Timeout(120)
class StreamCatalogueIT {
  private static final StreamId ONE = new StreamId("account:1");
  private static final StreamId NOBODY = new StreamId("account:404");

  private final StoreDatabase database = new StoreDatabase();
  private final StreamCatalogue streams = database.catalogue();
  private final EventReader reader = new EventReader(database.log(), new PageLimit(2, 1 << 20));

  @Test
  void tellsTheVersionTheDatesAndTheMetadataOfAStream() {
    append(ONE, "a", "b");
    StreamInfo before = streams.info(ONE).orElseThrow();
    assertThat(before.version()).isEqualTo(2);
    assertThat(before.captured()).isFalse();
    assertThat(before.truncateBefore()).isEqualTo(1);
    assertThat(before.metadata()).isEmpty();
    streams.setMetadata(ONE, "{\"owner\": \"retail\"}");
    StreamInfo after = streams.info(ONE).orElseThrow();
    assertThat(after.metadata()).hasValue("{\"owner\": \"retail\"}");
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(after.updatedAt()).isAfterOrEqualTo(before.updatedAt());
    streams.setMetadata(ONE, null);
    assertThat(streams.info(ONE).orElseThrow().metadata()).isEmpty();
    assertThat(streams.info(NOBODY)).isEmpty();
  }

  @Test
  void theHistoryOfAWatchedRowIsAStreamToo() throws SQLException {
    capture("messages:1", 3);
    StreamInfo info = streams.info(new StreamId("messages:1")).orElseThrow();
    assertThat(info.captured()).isTrue();
    assertThat(info.version()).isEqualTo(3);
    assertThatThrownBy(() -> streams.delete(new StreamId("messages:1"), ExpectedVersion.any()))
        .isInstanceOf(NoSuchStreamException.class);
  }

  @Test
  void listsEveryStreamOnceInPages() throws SQLException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      append(new StreamId("account:" + i), "a", "b");
      expected.add("account:" + i);
    }
    capture("messages:1", 5);
    capture("messages:2", 1);
    expected.addAll(List.of("messages:1", "messages:2"));
    database.sequence();
    assertThat(pages(Optional.empty(), 2)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages(Optional.empty(), 100)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pages(Optional.of("messages"), 1))
        .containsExactlyInAnyOrder("messages:1", "messages:2");
    assertThat(pages(Optional.of("nothing"), 1)).isEmpty();
  }

  @Test
  void aDeletedStreamCanBeNeitherReadNorAppendedToUntilItIsRestored() throws SQLException {
    append(ONE, "a", "b");
    database.sequence();
    assertThatThrownBy(() -> streams.delete(ONE, ExpectedVersion.exact(1)))
        .isInstanceOfSatisfying(
            WrongExpectedVersionException.class, e -> assertThat(e.currentVersion()).isEqualTo(2));
    streams.delete(ONE, ExpectedVersion.exact(2));
    streams.delete(ONE, ExpectedVersion.any());
    assertThat(streams.info(ONE).orElseThrow().deletedAt()).isPresent();
    assertThatThrownBy(() -> append(ONE, "c")).isInstanceOf(StreamDeletedException.class);
    assertThatThrownBy(() -> types(ONE).toList()).isInstanceOf(StreamDeletedException.class);
    assertThat(reader.all(EventFilter.ALL, 0, Long.MAX_VALUE)).hasSize(2);
    streams.restore(ONE);
    append(ONE, "c");
    assertThat(types(ONE)).containsExactly("a", "b", "c");
    assertThatThrownBy(() -> streams.delete(NOBODY, ExpectedVersion.any()))
        .isInstanceOf(NoSuchStreamException.class)
        .hasMessageContaining("account:404");
  }

  @Test
  void aTruncatedStreamIsReadFromWhereItWasTruncated() throws SQLException {
    append(ONE, "a", "b", "c", "d");
    database.sequence();
    append(ONE, "e");
    streams.truncateBefore(ONE, 4);
    assertThat(types(ONE)).containsExactly("d", "e");
    assertThat(reader.stream(ONE, Long.MAX_VALUE, Direction.BACKWARDS).map(RecordedEvent::type))
        .containsExactly("e", "d");
    assertThat(reader.stream(ONE, 2, Direction.BACKWARDS)).isEmpty();
    assertThat(reader.all(EventFilter.ALL, 0, Long.MAX_VALUE)).hasSize(4);
    streams.truncateBefore(ONE, 1);
    assertThat(types(ONE)).hasSize(5);
    streams.truncateBefore(ONE, 9);
    assertThat(types(ONE)).isEmpty();
    assertThat(streams.info(ONE).orElseThrow().version()).isEqualTo(5);
  }

  @Test
  void historiesOfRowsAreReadInPagesBothWays() throws SQLException {
    capture("messages:1", 5);
    StreamId stream = new StreamId("messages:1");
    List<Long> forwards =
        reader.stream(stream, 1, Direction.FORWARDS).map(e -> e.version()).toList();
    assertThat(forwards).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(reader.stream(stream, Long.MAX_VALUE, Direction.BACKWARDS).map(e -> e.version()))
        .containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(reader.stream(stream, 3, Direction.BACKWARDS).map(e -> e.version()))
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void findsAnEventByItsIdAndEventsByTheirTime() throws SQLException {
    append(ONE, "a", "b");
    RecordedEvent waiting = reader.stream(ONE, 1, Direction.FORWARDS).findFirst().orElseThrow();
    assertThat(database.log().event(waiting.id()).orElseThrow()).isEqualTo(waiting);
    database.sequence();
    RecordedEvent sequenced = database.log().event(waiting.id()).orElseThrow();
    assertThat(sequenced.version()).isEqualTo(1);
    assertThat(database.log().event("nothing")).isEmpty();
    assertThat(database.log().versionsBetween(sequenced.at(), sequenced.at().plusNanos(1_000)))
        .hasValueSatisfying(range -> assertThat(range.first()).isEqualTo(1));
    assertThat(database.log().versionsBetween(sequenced.at().minusSeconds(9), sequenced.at()))
        .isEmpty();
  }

  private List<String> pages(Optional<String> category, int limit) {
    List<String> names = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      StreamPage page = streams.list(category, after, limit);
      assertThat(page.streams()).hasSizeLessThanOrEqualTo(limit);
      page.streams().forEach(info -> names.add(info.stream()));
      after = page.next();
    } while (after.isPresent());
    return names;
  }

  private void append(StreamId stream, String... types) {
    database
        .appender()
        .append(
            stream,
            ExpectedVersion.any(),
            Stream.of(types).map(type -> EventData.of(type, null)).toList());
  }

  private Stream<String> types(StreamId stream) {
    return reader.stream(stream, 1, Direction.FORWARDS).map(RecordedEvent::type);
  }

  private void capture(String stream, int times) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < times; i++) {
        statement.execute(
            "INSERT INTO commitcast.pending_events (aggregate_id, event_type, data)"
                + " VALUES ('"
                + stream
                + "', 'message_change', '{\"operation\":\"UPDATE\"}')");
      }
    }
    database.sequence();
  }
}
