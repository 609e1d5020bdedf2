package dev.commitcast.notifications.hub;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everybody receives exactly the matching events, in order, once; on a log in memory. */
class SubscriptionHubRandomTest {
  private static final int ROUNDS = Integer.getInteger("commitcast.test.rounds", 10);

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everybodyReceivesTheMatchingEventsInOrderOnce() throws InterruptedException {
    Random seeds = new Random();
    for (int round = 0; round < ROUNDS; round++) {
      long seed = Long.getLong("commitcast.test.seed", seeds.nextLong());
      MemoryLog log = new MemoryLog();
      Random faults = new Random(seed);
      boolean unsteady = faults.nextInt(4) == 0;
      log.failWhile(() -> unsteady && System.currentTimeMillis() % 3_000 < 100);
      HubOracle.check(seed, log, log::append, 600);
    }
  }
}
