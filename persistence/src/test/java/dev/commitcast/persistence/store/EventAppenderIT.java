package dev.commitcast.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventIdConflictException;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.NoSuchStreamException;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.sql.OneTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every append must hold to; the rest is in the contract that all ways of appending share. */
@Timeout(120)
class EventAppenderIT {
  private static final StreamId ONE = new StreamId("account:1");
  private static final StreamId TWO = new StreamId("account:2");

  private final StoreDatabase database = new StoreDatabase();
  private final EventAppender store = database.appender();
  private final EventReader reader = new EventReader(database.log(), new PageLimit(3, 1 << 20));

  @Test
  void numbersTheEventsOfEachStreamFromOneAndAnswersInTheOrderGiven() {
    List<AppendResult> results =
        store.appendAll(
            List.of(
                new StreamAppend(TWO, ExpectedVersion.noStream(), events("a", "b")),
                new StreamAppend(ONE, ExpectedVersion.any(), events("c")),
                new StreamAppend(new StreamId("account:3"), ExpectedVersion.any(), List.of())));
    assertThat(results.get(0).version()).hasValue(2);
    assertThat(results.get(0).events()).extracting(e -> e.streamVersion()).containsExactly(1L, 2L);
    assertThat(results.get(1).version()).hasValue(1);
    assertThat(results.get(2).version()).isEmpty();
    assertThat(types(TWO)).containsExactly("a", "b");
  }

  @Test
  void aReaderSeesItsOwnAppendBeforeAndAfterItIsSequenced() throws SQLException {
    store.append(ONE, ExpectedVersion.noStream(), events("a", "b", "c", "d"));
    database.sequence();
    store.append(ONE, ExpectedVersion.exact(4), events("e", "f", "g"));
    assertThat(types(ONE)).containsExactly("a", "b", "c", "d", "e", "f", "g");
    assertThat(reader.stream(ONE, Long.MAX_VALUE, Direction.BACKWARDS).map(RecordedEvent::type))
        .containsExactly("g", "f", "e", "d", "c", "b", "a");
    assertThat(reader.stream(ONE, 3, Direction.BACKWARDS).map(RecordedEvent::type))
        .containsExactly("c", "b", "a");
    assertThat(reader.stream(ONE, 6, Direction.FORWARDS).map(RecordedEvent::type))
        .containsExactly("f", "g");
  }

  @Test
  void aRepeatedAppendAnswersWithTheFirstResultWaitingOrSequenced() throws SQLException {
    List<EventData> events =
        List.of(EventData.of("a", "{\"n\":1.0}").withId("x"), EventData.of("b", null).withId("y"));
    AppendResult first = store.append(ONE, ExpectedVersion.noStream(), events);
    AppendResult waiting = store.append(ONE, ExpectedVersion.noStream(), events);
    database.sequence();
    AppendResult sequenced = store.append(ONE, ExpectedVersion.noStream(), events);
    assertThat(first.events()).extracting(e -> e.repeated()).containsExactly(false, false);
    assertThat(waiting.events()).extracting(e -> e.repeated()).containsExactly(true, true);
    assertThat(waiting.events()).extracting(e -> e.streamVersion()).containsExactly(1L, 2L);
    assertThat(sequenced).isEqualTo(waiting);
    assertThat(database.catalogue().info(ONE).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void whatIsNewInAPartlyRepeatedAppendFollowsOnWhatIsThere() {
    store.append(ONE, ExpectedVersion.any(), List.of(EventData.of("a", "1").withId("x")));
    AppendResult second =
        store.append(
            ONE,
            ExpectedVersion.any(),
            List.of(EventData.of("a", "1").withId("x"), EventData.of("b", "2").withId("y")));
    assertThat(second.events()).extracting(e -> e.streamVersion()).containsExactly(1L, 2L);
    assertThat(second.events()).extracting(e -> e.repeated()).containsExactly(true, false);
    assertThat(types(ONE)).containsExactly("a", "b");
    assertThat(database.catalogue().info(ONE).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void anIdThatHasOtherContentIsRefused() {
    store.append(ONE, ExpectedVersion.any(), List.of(EventData.of("a", "1").withId("x")));
    for (EventData other :
        List.of(
            EventData.of("a", "2").withId("x"),
            EventData.of("b", "1").withId("x"),
            EventData.of("a", "1").withId("x").inRoom(new Room("r")))) {
      assertThatThrownBy(() -> store.append(ONE, ExpectedVersion.any(), List.of(other)))
          .isInstanceOf(EventIdConflictException.class)
          .hasMessageContaining("The event id x was used");
    }
    assertThatThrownBy(
            () ->
                store.append(
                    TWO, ExpectedVersion.any(), List.of(EventData.of("a", "1").withId("x"))))
        .isInstanceOf(EventIdConflictException.class);
    assertThat(database.catalogue().info(TWO)).isEmpty();
  }

  @Test
  void aWrongExpectationInOneStreamAppendsNothingToAny() {
    store.append(ONE, ExpectedVersion.noStream(), events("a"));
    assertThatThrownBy(
            () ->
                store.appendAll(
                    List.of(
                        new StreamAppend(TWO, ExpectedVersion.noStream(), events("b")),
                        new StreamAppend(ONE, ExpectedVersion.exact(7), events("c")))))
        .asInstanceOf(type(WrongExpectedVersionException.class))
        .satisfies(
            e -> {
              assertThat(e.stream()).isEqualTo("account:1");
              assertThat(e.currentVersion()).isEqualTo(1);
              assertThat(e).hasMessage("The stream account:1 is at version 1, not 7.");
            });
    assertThat(types(TWO)).isEmpty();
  }

  @Test
  void anAppendIsPartOfTheCallersTransaction() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      store.append(connection, ONE, ExpectedVersion.noStream(), events("a"));
      assertThat(
              database
                  .log()
                  .readStream(connection, ONE, 1, Direction.FORWARDS, new PageLimit(9, 99))
                  .events())
          .hasSize(1);
      connection.rollback();
    }
    assertThat(types(ONE)).isEmpty();
    assertThat(store.append(ONE, ExpectedVersion.noStream(), events("b")).version()).hasValue(1);
  }

  @Test
  void arraysThatCountFromElsewhereAreRefused() throws SQLException {
    String[] calls = {
      "'[0:1]={a,b}', '{NULL,NULL}', '{1,1}', '{x,y}', '{t,t}', '{1,2}'::jsonb[],"
          + " '{NULL,NULL}'::jsonb[], '{NULL,NULL}'",
      "'{a}', '[0:0]={0}', '{1}', '{x}', '{t}', '{1}'::jsonb[], '{NULL}'::jsonb[], '{NULL}'",
      "'{a}', '{NULL}', '{1}', '{x}', '{t}', '{{1}}'::jsonb[], '{NULL}'::jsonb[], '{NULL}'",
      "'{a}', '{NULL}', '{1}', '{x}', '{t}', '{1}'::jsonb[], '{NULL}'::jsonb[], '[5:5]={r}'",
      "NULL, NULL, '{}', '{}', '{}', '{}'::jsonb[], '{}'::jsonb[], '{}'"
    };
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String arguments : calls) {
        assertThatThrownBy(
                () -> statement.execute("SELECT commitcast.append_events(" + arguments + ")"))
            .as(arguments)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
      }
      statement.execute(
          "SELECT commitcast.append_events("
              + "'{a}', '{NULL}', '{1}', '{x}', '{t}', '{1}'::jsonb[], '{NULL}'::jsonb[], '{NULL}')");
    }
  }

  @Test
  void aStreamThatGotNothingIsNoStream() {
    store.appendAll(
        List.of(
            new StreamAppend(ONE, ExpectedVersion.any(), events("a")),
            new StreamAppend(TWO, ExpectedVersion.any(), List.of())));
    assertThat(database.catalogue().info(TWO)).isEmpty();
    assertThat(database.catalogue().list(Optional.empty(), Optional.empty(), 9).streams())
        .hasSize(1);
    assertThatThrownBy(() -> database.catalogue().delete(TWO, ExpectedVersion.any()))
        .isInstanceOf(NoSuchStreamException.class);
  }

  @Test
  void anAppendThatFailsWithItsParticipantsLeavesNothingInTheCallersTransaction()
      throws SQLException {
    EventAppender withParticipant =
        new EventAppender(
            null,
            SchemaNames.DEFAULT,
            () -> "id-" + System.nanoTime(),
            List.of(
                (connection, appends, results) -> {
                  throw new IllegalStateException("no");
                }),
            OneTransaction.PLAIN);
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      store.append(connection, TWO, ExpectedVersion.any(), events("kept"));
      assertThatThrownBy(
              () -> withParticipant.append(connection, ONE, ExpectedVersion.any(), events("lost")))
          .hasMessage("no");
      connection.commit();
    }
    assertThat(types(TWO)).containsExactly("kept");
    assertThat(types(ONE)).isEmpty();
  }

  @Test
  void aNumberCountsByTheLengthInWhichItIsRead() throws SQLException {
    store.append(ONE, ExpectedVersion.any(), List.of(EventData.of("big", "[1e100000]")));
    database.sequence();
    assertThat(reader.stream(ONE, 1, Direction.FORWARDS).findFirst().orElseThrow().bytes())
        .isGreaterThan(100_000);
  }

  @Test
  void aHistoryThatWasAppendedToAsWellIsReadWhole() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 4; i++) {
        statement.execute(
            "INSERT INTO commitcast.pending_events (aggregate_id, event_type)"
                + " VALUES ('account:1', 'captured')");
      }
    }
    store.append(ONE, ExpectedVersion.any(), events("a", "b", "c", "d"));
    database.sequence();
    assertThat(types(ONE)).hasSize(8);
    assertThat(reader.stream(ONE, Long.MAX_VALUE, Direction.BACKWARDS)).hasSize(8);
  }

  private Stream<String> types(StreamId stream) {
    return reader.stream(stream, 1, Direction.FORWARDS).map(RecordedEvent::type);
  }

  private static List<EventData> events(String... types) {
    return IntStream.range(0, types.length)
        .mapToObj(i -> EventData.of(types[i], "{\"n\":" + i + "}"))
        .toList();
  }
}
