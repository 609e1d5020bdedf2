package dev.commitcast.persistence.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.PartitionLease;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.persistence.subscription.Leases.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who gets a lease and what a subscription is, with many at once. */
class SubscriptionTablesIT extends SubscriptionTables {
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
        atOnce(16, () -> acquire(64, "c" + consumer.incrementAndGet(), LONG));

    assertThat(taken.stream().flatMap(List::stream).map(PartitionLease::partition))
        .hasSizeLessThanOrEqualTo(64)
        .doesNotHaveDuplicates();
    // one who was in another's way may have got less than there was
    List<PartitionLease> rest = acquire(64, "last", LONG);
    assertThat(taken.stream().mapToInt(List::size).sum() + rest.size()).isEqualTo(64);
    assertThat(acquire(64, "too late", LONG)).isEmpty();
  }

  @Test
  void aLeaseThatHasRunOutIsProlongedUntilSomebodyTakesIt() {
    table.create(definition(1), at(0));
    PartitionLease lease = acquire(1, "a", Duration.ZERO).get(0);
    assertThat(state().leased()).isFalse();
    assertThat(leases.renew(name, "a", List.of(lease), Duration.ZERO)).containsExactly(lease);

    PartitionLease next = acquire(1, "b", LONG).get(0);

    assertThat(leases.renew(name, "a", List.of(lease, next), LONG)).isEmpty();
    assertThat(next.fence()).isGreaterThan(lease.fence());
    assertThat(state().owner()).hasValue("b");
  }

  @Test
  void consumersAreCountedAndRankedWhileTheySpeak() {
    table.create(definition(1), at(0));

    assertThat(leases.heartbeat(name, "a", "n1", LONG)).isEqualTo(new Place(0, 1));
    assertThat(leases.heartbeat(name, "b", "n1", Duration.ZERO)).isEqualTo(new Place(1, 2));
    assertThat(leases.heartbeat(name, "a", "n1", LONG)).isEqualTo(new Place(0, 1));
    assertThat(leases.heartbeat(name, "c", "n2", LONG)).isEqualTo(new Place(1, 2));
    leases.leave(name, "a");
    assertThat(leases.heartbeat(name, "c", "n2", LONG)).isEqualTo(new Place(0, 1));
  }

  @Test
  void whatIsPausedOrStoppedIsNotTaken() {
    table.create(definition(2), at(0));
    PartitionLease lease = acquire(1, "a", LONG).get(0);

    table.pause(name);
    assertThat(acquire(2, "b", LONG)).isEmpty();
    table.resume(name);
    progress.stop(lease, "because");
    assertThat(acquire(2, "b", LONG)).isEmpty();
    assertThat(table.partitions(name))
        .allSatisfy(each -> assertThat(each.stopReason()).hasValue("because"));
    table.resume(name);
    assertThat(acquire(2, "b", LONG)).hasSize(1);
  }

  @Test
  void onlyThoseLeasesAreProlongedThatAreNamedWithTheirNumbers() {
    table.create(definition(3), at(0));
    List<PartitionLease> held = acquire(3, "a", Duration.ZERO);
    PartitionLease another = new PartitionLease(name, 2, held.get(2).fence() + 1_000);

    assertThat(leases.renew(name, "a", List.of(held.get(1), another), LONG))
        .containsExactly(held.get(1));
    assertThat(leases.renew(name, "b", held, LONG)).isEmpty();

    assertThat(table.partitions(name))
        .extracting(PartitionState::leased)
        .containsExactly(false, true, false);
  }

  @Test
  void nothingOfOneThatWasDeletedCountsForTheNextOfItsName() {
    PartitionLease old = created();
    long generation = table.created(name).generation();
    table.delete(name);
    table.create(definition(1), at(0));

    assertThat(leases.acquire(name, generation, 1, "a", LONG)).isEmpty();
    PartitionLease next = acquire(1, "b", LONG).get(0);

    assertThat(next.fence()).isGreaterThan(old.fence());
    assertThatThrownBy(() -> progress.advance(old, at(5))).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void deletingWhileLeasesAreProlongedIsInNobodysWay() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 8; round++) {
      SubscriptionName each = new SubscriptionName(name.value() + "." + round);
      table.create(SubscriptionDefinition.of(each.value(), EventFilter.ALL).partitions(200), at(0));
      List<PartitionLease> held =
          new ArrayList<>(leases.acquire(each, table.created(each).generation(), 200, "a", LONG));
      // so that their rows do not lie in the order of partitions
      Collections.shuffle(held, random);
      held.subList(0, 60).forEach(lease -> progress.retry(lease, HEAD, LONG, "x"));
      AtomicBoolean deleted = new AtomicBoolean();

      atOnce(
          3,
          () -> {
            if (deleted.compareAndSet(false, true)) {
              return table.delete(each);
            }
            for (int i = 0; i < 5; i++) {
              leases.renew(each, "a", held, LONG);
            }
            return true;
          });

      assertThat(table.partitions(each)).isEmpty();
    }
  }
}
