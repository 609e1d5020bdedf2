package dev.commitcast.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.store.ImportOutcome.Reason;
import dev.commitcast.persistence.store.ImportOutcome.Skipped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Imports by COPY. */
@Timeout(120)
class BulkAppendIT {
  private static final Instant LONG_AGO = Instant.parse("2020-02-29T12:34:56.789012Z");

  private final StoreDatabase database = new StoreDatabase();
  private final BulkAppend bulk = new BulkAppend(SchemaNames.DEFAULT);
  private Connection connection;

  @BeforeEach
  void connects() throws SQLException {
    connection = database.connect();
  }

  @AfterEach
  void closes() throws SQLException {
    connection.close();
  }

  @Test
  void keepsTheOrderTheTimesAndEveryCharacter() throws SQLException {
    String odd = "{\"text\": \"tab\\t back\\\\slash line\\n quote\\\" \\\\N 😀 \\u0001\"}";
    List<ImportedEvent> events =
        IntStream.range(0, 1_000)
            .mapToObj(i -> event("s" + i % 7 + " \\N\t", "id-" + i, "type\\n" + i % 3, odd))
            .toList();
    assertThat(bulk.append(connection, events)).isEqualTo(new ImportOutcome(1_000, List.of()));
    database.sequence();
    List<RecordedEvent> read =
        new EventReader(database.log(), new PageLimit(100, 1 << 20))
            .all(EventFilter.ALL, 0, Long.MAX_VALUE)
            .toList();
    assertThat(read).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(read.get(i).id()).isEqualTo("id-" + i);
      assertThat(read.get(i).stream()).isEqualTo("s" + i % 7 + " \\N\t");
      assertThat(read.get(i).streamVersion()).hasValue(i / 7 + 1);
      assertThat(read.get(i).type()).isEqualTo("type\\n" + i % 3);
      assertThat(read.get(i).data()).isEqualTo(odd);
      assertThat(read.get(i).at()).isEqualTo(LONG_AGO);
    }
  }

  @Test
  void saysWhichEventsItDidNotAppendAndWhy() throws SQLException {
    database.appender().append(new StreamId("gone"), ExpectedVersion.any(), List.of(data("g")));
    database.catalogue().delete(new StreamId("gone"), ExpectedVersion.any());
    bulk.append(connection, List.of(event("s", "a", "t", "1"), event("s", "b", "t", "2")));
    database.sequence();
    bulk.append(connection, List.of(event("s", "c", "t", "3")));
    ImportOutcome outcome =
        bulk.append(
            connection,
            List.of(
                event("s", "a", "t", "1"),
                event("s", "b", "t", "other"),
                event("s", "c", "t", "3"),
                event("gone", "d", "t", "4"),
                event("s", "e", "t", "5"),
                event("s", "e", "t", "5"),
                event("r", "e", "t", "5"),
                event("s", null, "t", "6")));
    assertThat(outcome)
        .isEqualTo(
            new ImportOutcome(
                2,
                List.of(
                    new Skipped(0, Reason.REPEATED),
                    new Skipped(1, Reason.CONFLICT),
                    new Skipped(2, Reason.REPEATED),
                    new Skipped(3, Reason.DELETED),
                    new Skipped(5, Reason.REPEATED),
                    new Skipped(6, Reason.CONFLICT))));
    assertThat(database.catalogue().info(new StreamId("s")).orElseThrow().version()).isEqualTo(5);
  }

  @Test
  void oneThatIsOutOfBoundsStopsAllAndLeavesTheConnectionUsable() {
    assertThatThrownBy(
            () ->
                bulk.append(
                    connection, List.of(event("s", "a", "t", "1"), event("s", "b", "t", "no"))))
        .isInstanceOf(InvalidEventException.class);
    assertThat(bulk.append(connection, List.of(event("s", "a", "t", "1"))).appended()).isOne();
  }

  @Test
  void whatSomebodyElsePutInThePlaceOfTheTableIsNotTouched() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE FUNCTION pg_temp.sly() RETURNS text LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'ran with the rights of %', current_user; END $$
          """);
      statement.execute(
          "CREATE TEMPORARY VIEW commitcast_import AS SELECT pg_temp.sly() AS stream");
      assertThatThrownBy(() -> statement.execute("SELECT * FROM commitcast.finish_import()"))
          .hasMessageContaining("There is no import to finish.");
    }
  }

  private static ImportedEvent event(String stream, String id, String type, String data) {
    String json = data.equals("other") ? "\"other\"" : data;
    return new ImportedEvent(new StreamId(stream), EventData.of(type, json).withId(id), LONG_AGO);
  }

  private static EventData data(String id) {
    return EventData.of("t", "0").withId(id);
  }
}
