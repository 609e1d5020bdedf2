package dev.commitcast.notifications.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.notifications.channel.RunningChannels;
import dev.commitcast.notifications.testing.BlackHole;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.persistence.config.DatabaseSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class UseCasesIT {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private static final ScheduledExecutorService WATCHERS =
      Executors.newSingleThreadScheduledExecutor();

  private static LogDatabase database;

  @BeforeAll
  static void migrate() {
    database = LogDatabase.fresh();
  }

  @Test
  void aCacheForgetsWhatIsInvalidatedAndEverythingAfterAGap() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    try (RunningChannels node = RunningChannels.on(database);
        InvalidatingCache<String> cache =
            InvalidatingCache.on(
                node.listener(), "cache", 2, key -> key + loads.incrementAndGet())) {
      assertThat(cache.get("a")).isEqualTo("a1");
      assertThat(cache.get("a")).isEqualTo("a1");
      cache.get("b");
      cache.get("c");
      assertThat(cache.size()).isEqualTo(2);

      node.listener().notify("cache", "c");
      await().atMost(DEADLINE).until(() -> cache.size() == 1);
      node.listener().notify("cache", "");
      await().atMost(DEADLINE).until(() -> cache.size() == 0);
      cache.get("a");
      database.terminate(node.running().status().backendPid());
      await().atMost(DEADLINE).until(() -> cache.size() == 0);
    }
  }

  @Test
  void aValueThatIsInvalidatedWhileItIsLoadedIsNotKept() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (RunningChannels node = RunningChannels.on(database);
        InvalidatingCache<String> cache =
            InvalidatingCache.on(
                node.listener(),
                "stale",
                10,
                key -> {
                  inside.countDown();
                  await().atMost(DEADLINE).until(() -> go.getCount() == 0);
                  return "old";
                })) {
      CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> cache.get("k"));
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      cache.invalidate("k");
      go.countDown();

      assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo("old");
      assertThat(cache.size()).isZero();
    }
  }

  @Test
  void aBurstOfRequestsIsFewReloadsAndTheLastBeginsAfterTheLastRequest() {
    List<String> reloads = new CopyOnWriteArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    try (RunningChannels node = RunningChannels.on(database)) {
      try (Registration registration =
          ConfigurationReload.register(
              node.listener(),
              "config",
              request -> {
                reloads.add(request.reason());
                await().atMost(DEADLINE).until(() -> go.getCount() == 0);
              })) {
        for (int i = 0; i < 100; i++) {
          node.listener().notify("config", Integer.toString(i));
        }
        await().atMost(DEADLINE).until(() -> registration.waiting() >= 90);
        go.countDown();
        await().atMost(DEADLINE).until(() -> reloads.contains("99"));
        assertThat(reloads).hasSizeLessThan(12);
      }
    }
  }

  @Test
  void aLockIsHeldByOneAndItsReleaseWakesTheNext() throws Exception {
    try (RunningChannels node = RunningChannels.on(database)) {
      DistributedLocks locks =
          new DistributedLocks(database.connections(), node.listener(), WATCHERS);
      HeldLock held = locks.tryLock("job").orElseThrow();
      assertThat(held.isHeld()).isTrue();
      assertThat(locks.tryLock("job")).isEmpty();
      assertThat(locks.lock("job", Duration.ofMillis(200))).isEmpty();
      try (HeldLock other = locks.tryLock("other job").orElseThrow()) {
        assertThat(other.isHeld()).isTrue();
      }

      CompletableFuture<Optional<HeldLock>> next =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return locks.lock("job", Duration.ofSeconds(30));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await()
          .atMost(DEADLINE)
          .until(() -> node.listener().channels().contains("commitcast_lock_released"));
      held.close();
      assertThat(held.isHeld()).isFalse();
      try (HeldLock now = next.get(20, TimeUnit.SECONDS).orElseThrow()) {
        assertThat(now.isHeld()).isTrue();
      }
    }
  }

  @Test
  void manyWhoWaitOnOneNodeTakeTurnsOnOneConnection() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(12);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger inside = new AtomicInteger();
    try (RunningChannels node = RunningChannels.on(database)) {
      DistributedLocks locks =
          new DistributedLocks(database.connections(), node.listener(), WATCHERS);
      HeldLock held = locks.tryLock("wanted").orElseThrow();
      List<Future<Boolean>> turns = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        turns.add(
            threads.submit(
                () -> {
                  try (HeldLock ignored =
                      locks.lock("wanted", Duration.ofSeconds(40)).orElseThrow()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    return true;
                  }
                }));
      }
      await().atMost(DEADLINE).until(() -> lockConnections() == 2);
      await().during(Duration.ofMillis(500)).atMost(DEADLINE).until(() -> lockConnections() == 2);
      held.close();
      for (Future<Boolean> turn : turns) {
        assertThat(turn.get(40, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(most).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long lockConnections() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'commitcast lock'");
  }

  @Test
  void aLockWhoseConnectionDiesIsFreeForOthersAndItsHolderIsTold() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    try (RunningChannels node = RunningChannels.on(database)) {
      DistributedLocks locks =
          new DistributedLocks(database.connections(), node.listener(), WATCHERS);
      HeldLock held = locks.tryLock("fragile", () -> told.set(true)).orElseThrow();
      database.number(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
              + " WHERE application_name = 'commitcast lock'");
      try (HeldLock next = locks.lock("fragile", Duration.ofSeconds(20)).orElseThrow()) {
        assertThat(next.isHeld()).isTrue();
        assertThat(held.isHeld()).isFalse();
        await().atMost(DEADLINE).untilTrue(told);
      }
    }
  }

  @Test
  void aHolderThatNeverAsksIsToldOfItsLossAlsoIfNothingSaysThatItsConnectionIsDead()
      throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    DatabaseSettings settings = database.connections().settings();
    try (RunningChannels node = RunningChannels.on(database);
        BlackHole way = BlackHole.before(settings.host(), settings.port())) {
      DistributedLocks locks =
          new DistributedLocks(
              database.through(way.host(), way.port()).connections(), node.listener(), WATCHERS);
      HeldLock held = locks.tryLock("silent", told::countDown).orElseThrow();
      assertThat(held.isHeld()).isTrue();
      way.swallowAnswers(true);
      assertThat(told.await(40, TimeUnit.SECONDS)).as("told").isTrue();
      assertThat(held.isHeld()).isFalse();
    }
  }

  @Test
  void aLockThatWasGivenBackIsNotLost() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    ScheduledThreadPoolExecutor watchers = new ScheduledThreadPoolExecutor(1);
    watchers.setRemoveOnCancelPolicy(true);
    try (RunningChannels node = RunningChannels.on(database)) {
      DistributedLocks locks =
          new DistributedLocks(database.connections(), node.listener(), watchers);
      HeldLock held = locks.tryLock("given back", () -> told.set(true)).orElseThrow();
      assertThat(watchers.getQueue()).hasSize(1);
      held.close();
      assertThat(watchers.getQueue()).isEmpty();
      assertThat(told).isFalse();
    } finally {
      watchers.shutdownNow();
    }
  }

  @Test
  void aBroadcastReachesEachSubscriberByOneListen() {
    List<String> first = new CopyOnWriteArrayList<>();
    List<String> second = new CopyOnWriteArrayList<>();
    try (RunningChannels node = RunningChannels.on(database);
        LiveUpdates.Broadcast updates =
            LiveUpdates.Broadcast.on(
                node.listener(), "updates", task -> new Thread(task).start(), 100)) {
      updates.subscribe(into(first));
      updates.subscribe(into(second));
      node.listener().notify("updates", "x");
      await().atMost(DEADLINE).until(() -> first.size() == 1 && second.size() == 1);
      assertThat(node.listener().registrations("updates")).hasSize(1);
    }
  }

  @AfterAll
  static void stopWatchers() {
    WATCHERS.shutdownNow();
  }

  private static Flow.Subscriber<Notification> into(List<String> payloads) {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(Notification notification) {
        payloads.add(notification.payload());
      }

      @Override
      public void onError(Throwable failure) {
        payloads.add(failure.toString());
      }

      @Override
      public void onComplete() {
        // the end of the test
      }
    };
  }
}
