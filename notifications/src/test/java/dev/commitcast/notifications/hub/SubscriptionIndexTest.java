package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.RecordedEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SubscriptionIndexTest {
  private final SubscriptionHub hub =
      new SubscriptionHub(
          HubSettings.DEFAULT,
          new Replay(new MemoryLog(), Runnable::run, HubSettings.DEFAULT),
          HubMetrics.NONE,
          new Random(1),
          System::nanoTime);

  @Property(tries = 200)
  void findsWhomANaiveFilterFindsAndNobodyTwice(@ForAll long seed) {
    Random random = new Random(seed);
    SubscriptionIndex index = new SubscriptionIndex();
    List<Subscription> filed = new ArrayList<>();
    for (int step = 1; step <= 80; step++) {
      if (filed.isEmpty() || random.nextInt(3) > 0) {
        Subscription subscription = subscription(random);
        filed.add(subscription);
        index.add(subscription);
      } else {
        index.remove(filed.remove(random.nextInt(filed.size())));
      }
      RecordedEvent event = TestEvents.random(step, random);
      assertThat(index.receivers(event))
          .containsExactlyInAnyOrderElementsOf(
              filed.stream().filter(each -> each.request().filter().matches(event)).toList());
      assertThat(index.all()).containsExactlyInAnyOrderElementsOf(filed);
    }
    filed.forEach(index::remove);
    assertThat(index.all()).isEmpty();
  }

  private Subscription subscription(Random random) {
    return new Subscription(
        hub,
        new SubscriptionRequest(TestEvents.randomFilter(random), new StartFrom.Now(), false),
        new RecordingOutlet(),
        HubSettings.DEFAULT,
        new ReplayBudget(1),
        new SubscriptionDirectory("node", InstantSource.system()),
        System::nanoTime);
  }
}
