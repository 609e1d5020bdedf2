package dev.commitcast.persistence.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The statements alone, with many at once: who gets a lease, and what a latecomer can write. */
@Timeout(60)
class SubscriptionTablesIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int HEAD = 20;

  private static PGSimpleDataSource source;
  private static SubscriptionTable table;
  private static Leases leases;
  private static Progress progress;
  private static ParkedEvents parked;

  private final SubscriptionName name = new SubscriptionName("s" + NUMBER.incrementAndGet());

  @BeforeAll
  static void migrates() throws SQLException {
    PostgresDatabase database = PostgresFixture.freshDatabase();
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
    source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    table = new SubscriptionTable(source, SchemaNames.DEFAULT);
    leases = new Leases(source, SchemaNames.DEFAULT);
    progress = new Progress(source, SchemaNames.DEFAULT);
    parked = new ParkedEvents(source, SchemaNames.DEFAULT);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET commitcast.sequencing = on");
      statement.execute(
          "INSERT INTO commitcast.events (version, id, aggregate_id, stream_version, event_type,"
              + " tx, tx_last, created_at) SELECT n, 'e' || n, 'a:1', n, 't', '1', true, now()"
              + " FROM generate_series(1, %d) AS n".formatted(HEAD));
    }
  }

  private SubscriptionDefinition definition(int partitions) {
    return SubscriptionDefinition.of(name.value(), EventFilter.ALL).partitions(partitions);
  }

  private PartitionLease created() {
    table.create(definition(1), at(0));
    return leases.acquire(name, 1, "a", LONG).get(0);
  }

  private static Cursor at(long version) {
    return new Cursor(1, version);
  }

  private PartitionState state() {
    return table.partitions(name).get(0);
  }

  private static <T> List<T> atOnce(int threads, Callable<T> each) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            executor.submit(
                () -> {
                  start.await();
                  return each.call();
                }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aDefinitionIsKeptAsItWasGiven() {
    SubscriptionDefinition definition =
        new SubscriptionDefinition(
            name,
            new EventFilter(Set.of("t", "u"), Set.of("s:1"), Set.of("r\"é"), Set.of("c")),
            StartPosition.after(at(3)),
            definition(3).partitioning(),
            Optional.of(new RetryPolicy(7, Duration.ofMillis(1_500), Duration.ofHours(2))));

    assertThat(table.create(definition, at(3))).isTrue();

    assertThat(table.find(name)).hasValue(definition);
    assertThat(table.partitions(name))
        .extracting(PartitionState::checkpoint)
        .containsExactly(at(3), at(3), at(3));
  }

  @Test
  void oneOfManyWhoCreateDifferentOnesWinsAndHasAllItsPartitions() throws Exception {
    AtomicInteger partitions = new AtomicInteger();

    List<Integer> won =
        atOnce(
            12,
            () -> {
              int mine = partitions.incrementAndGet();
              try {
                return table.create(definition(mine), at(0)) ? mine : 0;
              } catch (SubscriptionConflictException expected) {
                return 0;
              }
            });

    List<Integer> winners = won.stream().filter(n -> n > 0).toList();
    assertThat(winners).hasSize(1);
    assertThat(table.partitions(name)).hasSize(winners.get(0));
  }

  @Test
  void eachPartitionGoesToOneOfManyWhoWantThemAll() throws Exception {
    table.create(definition(64), at(0));
    AtomicInteger consumer = new AtomicInteger();

    List<List<PartitionLease>> taken =
        atOnce(16, () -> leases.acquire(name, 64, "c" + consumer.incrementAndGet(), LONG));

    assertThat(taken.stream().flatMap(List::stream).map(PartitionLease::partition))
        .hasSizeLessThanOrEqualTo(64)
        .doesNotHaveDuplicates();
    // one who was in another's way may have got less than there was
    List<PartitionLease> rest = leases.acquire(name, 64, "last", LONG);
    assertThat(taken.stream().mapToInt(List::size).sum() + rest.size()).isEqualTo(64);
    assertThat(leases.acquire(name, 64, "too late", LONG)).isEmpty();
  }

  @Test
  void whoHasLostTheLeaseCanWriteNothing() throws SQLException {
    PartitionLease old = created();
    leases.release(old);
    PartitionLease now = leases.acquire(name, 1, "b", LONG).get(0);
    assertThat(now.fence()).isGreaterThan(old.fence());
    progress.park(now, at(5), "no", 1);
    PartitionState before = state();

    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      List<ThrowingCallable> writes =
          List.of(
              () -> progress.advance(old, at(9)),
              () -> progress.advance(connection, old, 5, at(9), LONG),
              () -> progress.retry(old, 9, LONG, "x"),
              () -> progress.sendBack(old, 9, LONG, "x"),
              () -> progress.park(old, at(9), "x", 1),
              () -> progress.parkAgain(old, 5, "x"),
              () -> progress.unpark(old, 5),
              () -> progress.unpark(connection, old, 5),
              () -> progress.stop(old, "x"));
      for (ThrowingCallable write : writes) {
        assertThatThrownBy(write).isInstanceOf(LeaseLostException.class);
      }
      connection.commit();
    }
    leases.release(old);
    assertThat(leases.renew(name, "a", LONG)).isEmpty();

    assertThat(state()).usingRecursiveComparison().isEqualTo(before);
    assertThat(parked.list(name, 0, 10)).singleElement().matches(event -> event.attempts() == 1);
  }

  @Test
  void aCheckpointMovesForwardsOnlyAndNotPastTheLog() {
    PartitionLease lease = created();

    progress.advance(lease, at(7));
    progress.advance(lease, at(3));
    assertThat(state().checkpoint()).isEqualTo(at(7));
    assertThatThrownBy(() -> progress.advance(lease, at(HEAD + 1)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(state().checkpoint()).isEqualTo(at(7));
  }

  @Test
  void aFailureIsForgottenWhenTheEventIsHandled() {
    PartitionLease lease = created();

    assertThat(progress.retry(lease, 1, LONG, "first")).isEqualTo(1);
    assertThat(progress.retry(lease, 1, LONG, "second")).isEqualTo(2);
    assertThat(state().attempts()).isEqualTo(2);
    assertThat(state().lastError()).hasValue("second");
    assertThat(state().retryIn()).isBetween(Duration.ofSeconds(30), LONG);
    progress.advance(lease, at(1));
    assertThat(state().attempts()).isZero();
    assertThat(state().lastError()).isEmpty();
    assertThatThrownBy(() -> progress.retry(lease, 1, LONG, "late"))
        .isInstanceOf(LeaseLostException.class);
  }

  @Test
  void whatIsSentBackGoesOnUnderTheNextNumber() {
    PartitionLease lease = created();

    progress.sendBack(lease, 1, Duration.ZERO, "no");

    assertThat(state().fence()).isEqualTo(lease.fence() + 1);
    assertThat(state().owner()).hasValue("a");
    assertThatThrownBy(() -> progress.advance(lease, at(2))).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void aTransactionThatStartsElsewhereThanItThinksChangesNothing() throws SQLException {
    PartitionLease lease = created();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      progress.advance(connection, lease, 0, at(4), LONG);
      connection.rollback();
      assertThat(state().checkpoint()).isEqualTo(at(0));
      progress.advance(connection, lease, 0, at(4), LONG);
      connection.commit();
      assertThatThrownBy(() -> progress.advance(connection, lease, 0, at(6), LONG))
          .isInstanceOf(LeaseLostException.class);
      connection.rollback();
    }
    assertThat(state().checkpoint()).isEqualTo(at(4));
  }

  @Test
  void aLeaseThatHasRunOutIsProlongedUntilSomebodyTakesIt() {
    table.create(definition(1), at(0));
    PartitionLease lease = leases.acquire(name, 1, "a", Duration.ZERO).get(0);
    assertThat(state().leased()).isFalse();
    assertThat(leases.renew(name, "a", Duration.ZERO)).containsExactly(lease);

    PartitionLease next = leases.acquire(name, 1, "b", LONG).get(0);

    assertThat(leases.renew(name, "a", LONG)).isEmpty();
    assertThat(next.fence()).isEqualTo(lease.fence() + 1);
    assertThat(state().owner()).hasValue("b");
  }

  @Test
  void oneThatFreezesBeforeItsCommitIsNotWaitedForAndIsEndedByTheServer() throws SQLException {
    table.create(definition(1), at(0));
    PartitionLease lease = leases.acquire(name, 1, "a", Duration.ZERO).get(0);
    try (Connection frozen = source.getConnection()) {
      frozen.setAutoCommit(false);
      progress.advance(frozen, lease, 0, at(4), Duration.ofMillis(500));
      assertThat(leases.acquire(name, 1, "b", LONG)).isEmpty();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !leases.acquire(name, 1, "b", LONG).isEmpty());

      assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
      assertThat(state().checkpoint()).isEqualTo(at(0));
    }
  }

  @Test
  void consumersAreCountedWhileTheySpeak() {
    table.create(definition(1), at(0));

    assertThat(leases.heartbeat(name, "a", "n1", LONG)).isEqualTo(1);
    assertThat(leases.heartbeat(name, "b", "n1", Duration.ZERO)).isEqualTo(2);
    assertThat(leases.heartbeat(name, "a", "n1", LONG)).isEqualTo(1);
    assertThat(leases.heartbeat(name, "c", "n2", LONG)).isEqualTo(2);
    leases.leave(name, "a");
    assertThat(leases.heartbeat(name, "c", "n2", LONG)).isEqualTo(1);
  }

  @Test
  void whatIsPausedOrStoppedIsNotTaken() {
    table.create(definition(2), at(0));
    PartitionLease lease = leases.acquire(name, 1, "a", LONG).get(0);

    table.pause(name);
    assertThat(leases.acquire(name, 2, "b", LONG)).isEmpty();
    table.resume(name);
    progress.stop(lease, "because");
    assertThat(leases.acquire(name, 2, "b", LONG)).isEmpty();
    assertThat(table.partitions(name))
        .allSatisfy(each -> assertThat(each.stopReason()).hasValue("because"));
    table.resume(name);
    assertThat(leases.acquire(name, 2, "b", LONG)).hasSize(1);
  }

  @Test
  void aRewindEndsLeasesAndForgetsWhatWillComeAgain() {
    PartitionLease lease = created();
    progress.park(lease, at(3), "x", 1);
    progress.park(lease, at(8), "y", 1);

    table.rewind(name, at(5));

    assertThat(parked.list(name, 0, 10))
        .extracting(event -> event.cursor().version())
        .containsExactly(3L);
    assertThat(state().checkpoint()).isEqualTo(at(5));
    assertThat(state().leased()).isFalse();
    assertThatThrownBy(() -> progress.advance(lease, at(9))).isInstanceOf(LeaseLostException.class);
  }
}
