package dev.commitcast.persistence.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the holder of a lease can write, and what a latecomer cannot. */
class ProgressIT extends SubscriptionTables {
  @Test
  void whoHasLostTheLeaseCanWriteNothing() throws SQLException {
    PartitionLease old = created();
    leases.release(old);
    PartitionLease now = acquire(1, "b", LONG).get(0);
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
              () -> progress.unpark(connection, old, 5, LONG),
              () -> progress.stop(old, "x"));
      for (ThrowingCallable write : writes) {
        assertThatThrownBy(write).isInstanceOf(LeaseLostException.class);
      }
      connection.commit();
    }
    leases.release(old);
    assertThat(leases.renew(name, "a", List.of(old), LONG)).isEmpty();

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

    assertThat(state().fence()).isGreaterThan(lease.fence());
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
  void oneThatFreezesBeforeItsCommitIsNotWaitedForAndIsEndedByTheServer() throws SQLException {
    table.create(definition(1), at(0));
    PartitionLease lease = acquire(1, "a", Duration.ZERO).get(0);
    try (Connection frozen = source.getConnection()) {
      frozen.setAutoCommit(false);
      progress.advance(frozen, lease, 0, at(4), Duration.ofSeconds(4));
      assertThat(acquire(1, "b", LONG)).isEmpty();

      await().atMost(Duration.ofSeconds(60)).until(() -> !acquire(1, "b", LONG).isEmpty());

      assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
      assertThat(state().checkpoint()).isEqualTo(at(0));
    }
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

  @Test
  void failuresAreThoseOfOneEventAndNotOfItsNeighbours() {
    PartitionLease lease = created();

    assertThat(progress.retry(lease, 4, LONG, "no")).isEqualTo(1);
    progress.advance(lease, at(2));
    assertThat(state().attemptsAt(4)).isEqualTo(1);
    assertThat(progress.retry(lease, 4, LONG, "no")).isEqualTo(2);
    assertThat(state().attemptsAt(3)).isZero();
    assertThat(progress.retry(lease, 3, LONG, "no")).isEqualTo(1);
  }

  @Test
  void anEventThatTheCheckpointHasPassedIsNotParked() {
    PartitionLease lease = created();
    progress.advance(lease, at(5));
    progress.retry(lease, 6, LONG, "no");

    assertThatThrownBy(() -> progress.park(lease, at(5), "late", 1))
        .isInstanceOf(LeaseLostException.class);

    assertThat(parked.list(name, 0, 10)).isEmpty();
    assertThat(state().attemptsAt(6)).isEqualTo(1);
  }
}
