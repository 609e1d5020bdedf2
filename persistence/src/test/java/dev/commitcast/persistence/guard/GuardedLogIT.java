package dev.commitcast.persistence.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log read under a guard, over a pool of one connection that must stay as it was. */
@Timeout(120)
class GuardedLogIT {
  private static final int EVENTS = 4_000;
  private static final PageLimit PAGE = new PageLimit(500, 1 << 24);
  private static final Guard ONE = guard("channel:1");
  private static final Guard NOBODY = guard();

  private static GuardedDatabase database;
  private static OneConnection pool;
  private static EventLog log;

  private static Guard guard(String... rooms) {
    return new Guard("ada", Set.of(rooms), Set.of(), false);
  }

  @BeforeAll
  static void fillsTheLog() throws SQLException {
    database = new GuardedDatabase();
    GuardedDatabase.run(
        database.owner,
        // one in two is in the room, each stream has events of one room, or of none
        """
        SELECT commitcast.append('s:' || (n %% 40), 'done', '{"text": "something to read"}',
            room => CASE WHEN n %% 2 = 0 THEN 'channel:1' WHEN n %% 5 > 0 THEN 'channel:2' END,
            id => 'event-' || n)
        FROM generate_series(1, %d) AS n
        """
            .formatted(EVENTS),
        "SELECT commitcast.append('gone:1', 'done', '{}', room => 'channel:1')",
        "SELECT commitcast.append('short:1', 'done', '{}', room => 'channel:1')",
        "SELECT commitcast.append('short:1', 'done', '{}', room => 'channel:1')",
        "SELECT commitcast.delete_stream('gone:1')",
        "SELECT commitcast.truncate_stream('short:1', 2)");
    database.sequence();
    GuardedDatabase.run(
        database.owner,
        "SELECT commitcast.append('s:2', 'waits', '{}', room => 'channel:1', id => 'waits-1')",
        "SELECT commitcast.append('s:2', 'waits', '{}', room => 'channel:2', id => 'waits-2')",
        "VACUUM ANALYZE commitcast.events");
    pool = new OneConnection(database.database.connect());
    log = new EventLog(pool.source(), SchemaNames.DEFAULT, RequestRole.named(GuardedDatabase.ROLE));
  }

  @AfterAll
  static void close() throws SQLException {
    pool.connection().close();
    database.close();
  }

  @Test
  void pagesHoldWhatIsGrantedWhateverTheFilterForgets() throws SQLException {
    long head = log.state().head();
    List<RecordedEvent> found = new ArrayList<>();
    for (long at = 0; at < head; ) {
      var page = log.under(ONE).read(EventFilter.ALL, at, PAGE);
      found.addAll(page.events());
      at = page.events().isEmpty() ? head : page.through();
    }
    assertThat(found).hasSize(EVENTS / 2 + 3).allMatch(event -> "channel:1".equals(event.room()));
    assertThat(log.under(NOBODY).read(EventFilter.ALL, 0, PAGE).events()).isEmpty();
    assertThat(log.under(ONE).count(EventFilter.ALL, 0, head)).isEqualTo(EVENTS / 2 + 3);
    assertThat(log.under(NOBODY).count(EventFilter.ALL, 0, head)).isZero();
    pool.assertUntouched();
  }

  @Test
  void aFilterForARoomThatIsNotGrantedFindsNothing() throws SQLException {
    EventFilter other = new EventFilter(Set.of(), Set.of(), Set.of("channel:2"), Set.of());

    assertThat(log.read(other, 0, PAGE).events()).isNotEmpty();
    assertThat(log.under(ONE).read(other, 0, PAGE).events()).isEmpty();
    assertThat(log.under(ONE).read(other, 0, PAGE).through()).isEqualTo(log.state().head());
    pool.assertUntouched();
  }

  @Test
  void theEndsOfTheLogAreNoSecret() throws SQLException {
    assertThat(log.under(NOBODY).state()).isEqualTo(log.state());
    assertThat(log.state().head()).isGreaterThan(EVENTS);
    pool.assertUntouched();
  }

  @Test
  void eventsAndStreamsAreThereForWhomTheyAreFor() throws SQLException {
    EventLog ones = log.under(ONE);

    assertThat(ones.event("event-2")).isPresent();
    assertThat(ones.event("event-1")).isEmpty();
    assertThat(ones.event("waits-1")).isPresent();
    assertThat(ones.event("waits-2")).isEmpty();
    assertThat(stream(ones, "s:2", Direction.FORWARDS)).hasSize(EVENTS / 40 + 1);
    assertThat(stream(ones, "s:2", Direction.BACKWARDS)).hasSize(EVENTS / 40 + 1);
    assertThat(stream(log, "s:2", Direction.FORWARDS)).hasSize(EVENTS / 40 + 2);
    assertThat(stream(ones, "s:1", Direction.FORWARDS)).isEmpty();
    assertThat(stream(ones, "short:1", Direction.FORWARDS)).hasSize(1);
    assertThatThrownBy(() -> stream(ones, "gone:1", Direction.FORWARDS))
        .isInstanceOf(StreamDeletedException.class);
    assertThat(stream(log.under(NOBODY), "gone:1", Direction.FORWARDS)).isEmpty();
    pool.assertUntouched();
  }

  private static List<RecordedEvent> stream(EventLog from, String name, Direction direction) {
    return from.readStream(
            new StreamId(name),
            direction == Direction.FORWARDS ? 1 : Long.MAX_VALUE,
            direction,
            PAGE)
        .events();
  }

  @Test
  void operatorsAndSystemsWithoutARoleReadAsBefore() {
    assertThat(log.under(Guard.EVERYTHING)).isSameAs(log);
    EventLog unguarded = new EventLog(pool.source(), SchemaNames.DEFAULT);
    assertThat(unguarded.under(NOBODY)).isSameAs(unguarded);
  }

  @Test
  void aConnectionComesBackAsItWentWhateverHappened() throws SQLException {
    GuardedSource guarded =
        new GuardedSource(pool.source(), RequestRole.named(GuardedDatabase.ROLE), ONE);
    try (Connection connection = guarded.getConnection()) {
      assertThat(GuardedDatabase.ask(connection, "SELECT current_user::text"))
          .containsExactly(GuardedDatabase.ROLE);
      for (String end : List.of("COMMIT", "ROLLBACK")) {
        assertThatThrownBy(
                () -> {
                  if (end.equals("COMMIT")) {
                    connection.commit();
                  } else {
                    connection.rollback();
                  }
                })
            .hasMessageContaining("one transaction");
      }
      assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);
      assertThatThrownBy(
              () -> GuardedDatabase.run(connection, "DELETE FROM public.bookings WHERE true"))
          .hasMessageContaining("read-only transaction");
    }
    pool.assertUntouched();

    Connection broken = guarded.getConnection();
    assertThatThrownBy(() -> GuardedDatabase.run(broken, "SELECT nonsense"))
        .isInstanceOf(SQLException.class);
    broken.close();
    broken.close();
    assertThatThrownBy(() -> broken.createStatement()).hasMessageContaining("closed");
    pool.assertUntouched();

    GuardedSource without =
        new GuardedSource(pool.source(), RequestRole.named("nobody at all"), ONE);
    assertThatThrownBy(without::getConnection).hasMessageContaining("nobody at all");
    pool.assertUntouched();
  }

  /** A figure, not a limit: one page of 500 events, half of which may be seen. */
  @Test
  void aPageUnderAGuardCostsLittleMore() throws SQLException {
    Guard many =
        guard(IntStream.range(1, 101).mapToObj(i -> "channel:" + i).toArray(String[]::new));
    EventFilter filter = new EventFilter(Set.of(), Set.of(), Set.of("channel:1"), Set.of());
    double plain = median(() -> log.read(filter, 0, PAGE).events().size());
    double guarded = median(() -> log.under(ONE).read(filter, 0, PAGE).events().size());
    double hundred = median(() -> log.under(many).read(filter, 0, PAGE).events().size());
    System.out.printf(
        "GuardedLogIT: a page of 500 takes %.2f ms, under a guard of 1 room %.2f ms (ratio %.2f), of"
            + " 100 rooms %.2f ms (ratio %.2f)%n",
        plain, guarded, guarded / plain, hundred, hundred / plain);
    assertThat(guarded).isPositive();
  }

  private static double median(java.util.function.IntSupplier read) {
    double[] millis = new double[60];
    for (int i = 0; i < millis.length; i++) {
      long began = System.nanoTime();
      assertThat(read.getAsInt()).isEqualTo(500);
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    double[] warm = Arrays.copyOfRange(millis, 20, millis.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
