package dev.commitcast.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.localpostgres.PostgresDatabase;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.migration.SchemaMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads of a real log whose events the test has numbered itself. */
@Timeout(120)
class EventLogIT {
  private static final int ROUNDS = Integer.getInteger("commitcast.test.rounds", 40);
  private static final PageLimit WIDE = new PageLimit(1_000, 1 << 20);

  private final PostgresDatabase database = PostgresFixture.freshDatabase();
  private EventLog log;
  private Connection connection;

  @BeforeEach
  void migrates() throws SQLException {
    new SchemaMigration(
            new DedicatedConnections(
                new DatabaseSettings(
                    database.host(),
                    database.port(),
                    database.database(),
                    database.user(),
                    database.password(),
                    SchemaNames.DEFAULT,
                    Duration.ofSeconds(10))))
        .migrate();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    log = new EventLog(source, SchemaNames.DEFAULT);
    connection = database.connect();
    execute("SET commitcast.sequencing = on");
  }

  @AfterEach
  void closes() throws SQLException {
    connection.close();
  }

  @Test
  void anEmptyLogBeginsAndEndsAtNought() {
    assertThat(log.state().headCursor()).isEqualTo(new Cursor(1, 0));
    assertThat(log.state().beginning()).isEqualTo(new Cursor(1, 0));
    assertThat(log.read(EventFilter.ALL, 0, WIDE)).isEqualTo(new LogPage(List.of(), 0));
    assertThat(log.read(type("t"), 0, WIDE)).isEqualTo(new LogPage(List.of(), 0));
    assertThat(log.count(type("t"), 0, 0)).isZero();
  }

  @Test
  void keepsEveryColumn() throws SQLException {
    execute(
        """
        INSERT INTO commitcast.events (version, id, aggregate_id, stream_version, event_type, room,
          data, metadata, tx, tx_last, created_at, sequenced_at, bytes)
        VALUES
          (1, 'a', 'account:42', 7, 'deposited', 'merchant:1', '{"n":1.00}', '{"actor":"x"}', '99',
           true, '2026-11-20T21:13:37.226Z', '2026-11-20T21:13:37.228Z', 11),
          (2, 'b', 'messages:1', NULL, 'message_change', NULL, NULL, NULL, '100', false, now(),
           NULL, 0)
        """);
    List<RecordedEvent> events = log.read(EventFilter.ALL, 0, WIDE).events();
    RecordedEvent first = events.get(0);
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.id()).isEqualTo("a");
    assertThat(first.stream()).isEqualTo("account:42");
    assertThat(first.streamVersion()).hasValue(7);
    assertThat(first.type()).isEqualTo("deposited");
    assertThat(first.room()).isEqualTo("merchant:1");
    assertThat(first.data()).isEqualTo("{\"n\": 1.00}");
    assertThat(first.metadata()).isEqualTo("{\"actor\": \"x\"}");
    assertThat(first.at()).isEqualTo("2026-11-20T21:13:37.226Z");
    assertThat(first.sequencedAt()).isEqualTo("2026-11-20T21:13:37.228Z");
    assertThat(events.get(1).sequencedAt()).isNull();
    assertThat(first.tx()).isEqualTo("99");
    assertThat(first.last()).isTrue();
    assertThat(first.captured()).isFalse();
    assertThat(events.get(1).captured()).isTrue();
    assertThat(events.get(1).streamVersion()).isEmpty();
    assertThat(events.get(1).data()).isNull();
    assertThat(events.get(1).last()).isFalse();
  }

  @Test
  void pagesAreBoundedInEventsAndInBytes() throws SQLException {
    insert(1, 10, "t", "s:1", null, 100);
    for (EventFilter filter : List.of(EventFilter.ALL, type("t"))) {
      assertThat(versions(log.read(filter, 0, new PageLimit(3, 1 << 20))))
          .containsExactly(1L, 2L, 3L);
      assertThat(versions(log.read(filter, 3, new PageLimit(100, 250)))).containsExactly(4L, 5L);
      assertThat(versions(log.read(filter, 3, new PageLimit(100, 200)))).containsExactly(4L, 5L);
      assertThat(log.read(filter, 3, new PageLimit(100, 250)).through()).isEqualTo(5);
    }
  }

  @Test
  void aHugeEventComesAlone() throws SQLException {
    insert(1, 2, "t", "s:1", null, 100);
    insert(3, 3, "t", "s:1", null, 1 << 20);
    insert(4, 5, "t", "s:1", null, 100);
    for (EventFilter filter : List.of(EventFilter.ALL, type("t"))) {
      PageLimit limit = new PageLimit(100, 1_000);
      assertThat(versions(log.read(filter, 0, limit))).containsExactly(1L, 2L);
      assertThat(log.read(filter, 0, limit).through()).isEqualTo(2);
      assertThat(versions(log.read(filter, 2, limit))).containsExactly(3L);
      assertThat(versions(log.read(filter, 3, limit))).containsExactly(4L, 5L);
      assertThat(log.read(filter, 3, limit).through()).isEqualTo(5);
    }
    StreamId stream = new StreamId("s:1");
    PageLimit limit = new PageLimit(100, 1_000);
    assertThat(log.readStream(stream, 1, Direction.FORWARDS, limit).events()).hasSize(2);
    assertThat(log.readStream(stream, 3, Direction.FORWARDS, limit).events()).hasSize(1);
    assertThat(log.readStream(stream, 3, Direction.BACKWARDS, limit).events()).hasSize(1);
  }

  @Test
  void aFilterThatHardlyEverMatchesStillMakesProgress() throws SQLException {
    long head = 3 * LogReads.STRETCH + 10;
    insert(1, head - 1, "common", "s:1", null, 0);
    insert(head, head, "rare", "s:1", null, 0);
    LogPage page = log.read(type("rare"), 0, WIDE);
    assertThat(versions(page)).containsExactly(head);
    assertThat(page.through()).isEqualTo(head);
    assertThat(log.read(type("never"), 0, WIDE)).isEqualTo(new LogPage(List.of(), head));
    assertThat(log.count(type("rare"), 0, head)).isEqualTo(1);
  }

  @Test
  void everyFilterFindsWhatTheNaiveOneFinds() throws SQLException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] types = {"t1", "t2", "it's"};
    String[] streams = {"s:1", "s:2", "u:1:x", "plain", "\u00fc:1"};
    String[] rooms = {null, "channel:1", "merchant:42"};
    for (int version = 1; version <= 300; version++) {
      insert(
          version,
          version,
          types[random.nextInt(3)],
          streams[random.nextInt(5)],
          rooms[random.nextInt(3)],
          random.nextInt(300));
    }
    List<RecordedEvent> all = log.read(EventFilter.ALL, 0, WIDE).events();
    assertThat(all).hasSize(300);
    for (int round = 0; round < ROUNDS; round++) {
      EventFilter filter =
          new EventFilter(
              some(random, types),
              some(random, streams),
              some(random, "channel:1", "merchant:42", "nobody"),
              some(random, "s", "u", "plain", "\u00fc"));
      long from = random.nextInt(300);
      List<RecordedEvent> expected =
          all.stream().filter(e -> e.version() > from && filter.matches(e)).toList();
      PageLimit limit = new PageLimit(1 + random.nextInt(40), 1 + random.nextInt(5_000));
      assertThat(readAll(filter, from, limit))
          .as("seed %d, %s after %d by %s", seed, filter, from, limit)
          .isEqualTo(expected);
      assertThat(log.count(filter, from, 300)).isEqualTo(expected.size());
    }
  }

  @Test
  void aStreamIsReadBothWaysWithWhatWaitsForItsVersion() throws SQLException {
    for (int place = 1; place <= 5; place++) {
      execute(
          "INSERT INTO commitcast.events (version, id, aggregate_id, stream_version, event_type,"
              + " tx, tx_last, created_at) VALUES (%d, 'e%d', 'account:1', %d, 't', '1', true, now())"
                  .formatted(place, place, place));
    }
    execute("INSERT INTO commitcast.streams (stream_id, stream_version) VALUES ('account:1', 5)");
    // without data, whose size is unknown then
    execute("SELECT * FROM commitcast.append('account:1', 't')");
    execute("SELECT * FROM commitcast.append('account:1', 't', '{\"a\":1}')");
    StreamId stream = new StreamId("account:1");

    List<RecordedEvent> forwards = log.readStream(stream, 1, Direction.FORWARDS, WIDE).events();
    assertThat(places(forwards)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(forwards.get(5).version()).as("not sequenced").isZero();
    assertThat(
            places(log.readStream(stream, 4, Direction.FORWARDS, new PageLimit(2, 1_000)).events()))
        .containsExactly(4L, 5L);
    assertThat(places(log.readStream(stream, Long.MAX_VALUE, Direction.BACKWARDS, WIDE).events()))
        .containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(
            places(
                log.readStream(stream, 6, Direction.BACKWARDS, new PageLimit(2, 1_000)).events()))
        .containsExactly(6L, 5L);
    assertThat(log.readStream(new StreamId("account:2"), 1, Direction.FORWARDS, WIDE).events())
        .isEmpty();
  }

  @Test
  void theHistoryOfARowIsReadByRank() throws SQLException {
    insert(1, 3, "message_change", "messages:1", null, 10);
    insert(4, 6, "message_change", "messages:2", null, 10);
    insert(7, 8, "message_change", "messages:1", null, 10);
    StreamId stream = new StreamId("messages:1");
    assertThat(log.readStream(stream, 2, Direction.FORWARDS, new PageLimit(3, 1_000)).events())
        .extracting(RecordedEvent::version)
        .containsExactly(2L, 3L, 7L);
    assertThat(
            log.readStream(stream, Long.MAX_VALUE, Direction.BACKWARDS, new PageLimit(2, 1_000))
                .events())
        .extracting(RecordedEvent::version)
        .containsExactly(8L, 7L);
    assertThat(log.readStream(stream, 4, Direction.BACKWARDS, new PageLimit(2, 1_000)).events())
        .extracting(RecordedEvent::version)
        .containsExactly(7L, 3L);
  }

  @Test
  void retentionAndEpochsDecideWhichCursorsAreHonoured() throws SQLException {
    insert(1, 20, "t", "s:1", null, 10);
    execute("SELECT commitcast.expire_events(now() + interval '1 day', 5)");
    LogState state = log.state();
    assertThat(state.oldest()).isEqualTo(6);
    assertThat(state.head()).isEqualTo(20);
    assertThat(state.honours(new Cursor(1, 5))).isTrue();
    assertThat(state.honours(new Cursor(1, 4))).isFalse();
    assertThat(versions(log.read(EventFilter.ALL, 0, new PageLimit(2, 1_000))))
        .containsExactly(6L, 7L);

    execute("SELECT commitcast.expire_events(now() + interval '1 day', 1000)");
    assertThat(log.state().oldest()).as("the newest stays").isEqualTo(20);

    execute(
        "INSERT INTO commitcast.log_epochs (epoch, from_version, timeline, system_identifier,"
            + " reason) VALUES (2, 21, 2, 'x', 'test')");
    assertThat(log.state().headCursor()).isEqualTo(new Cursor(2, 20));
    assertThat(log.state().honours(new Cursor(1, 20))).isTrue();
    insert(21, 25, "t", "s:1", null, 10);
    assertThat(log.state().honours(new Cursor(1, 21))).isFalse();
    assertThat(log.state().honours(new Cursor(2, 21))).isTrue();
  }

  private List<RecordedEvent> readAll(EventFilter filter, long from, PageLimit limit) {
    List<RecordedEvent> all = new ArrayList<>();
    long at = from;
    while (at < 300) {
      LogPage page = log.read(filter, at, limit);
      assertThat(page.through()).isGreaterThan(at);
      assertThat(page.events().size()).isLessThanOrEqualTo(limit.events());
      if (page.events().size() > 1) {
        assertThat(page.events().stream().mapToLong(RecordedEvent::bytes).sum())
            .isLessThanOrEqualTo(limit.bytes());
      }
      all.addAll(page.events());
      at = page.through();
    }
    return all;
  }

  private static Set<String> some(Random random, String... values) {
    return random.nextBoolean() ? Set.of() : Set.of(values[random.nextInt(values.length)]);
  }

  private static EventFilter type(String type) {
    return new EventFilter(Set.of(type), Set.of(), Set.of(), Set.of());
  }

  private static List<Long> versions(LogPage page) {
    return page.events().stream().map(RecordedEvent::version).toList();
  }

  private static long[] places(List<RecordedEvent> events) {
    return events.stream().flatMapToLong(event -> event.streamVersion().stream()).toArray();
  }

  private void insert(long first, long last, String type, String stream, String room, int bytes)
      throws SQLException {
    String quotedRoom = room == null ? "NULL" : quote(room);
    execute(
        """
        INSERT INTO commitcast.events (version, id, aggregate_id, event_type, room, data, tx,
          tx_last, created_at, bytes)
        SELECT v, 'id-' || v, %s, %s, %s, to_jsonb(repeat('x', greatest(0, %d - 2))), '1', true,
          now(), %d
        FROM generate_series(%d, %d) AS v
        """
            .formatted(quote(stream), quote(type), quotedRoom, bytes, bytes, first, last));
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
