package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.notifications.testing.RunningNode;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A recovery has taken back events that were handled already. */
class LostHistoryIT extends SubscriptionScenario {
  @Test
  void whatTheCheckpointHasNotPassedIsHandledAnewAndNothingStops() throws Exception {
    ConsumerSettings usual = RunningNode.settings(LEASE);
    ConsumerSettings lazy =
        new ConsumerSettings(
            LEASE,
            1_000,
            Duration.ofMinutes(1),
            usual.batch(),
            usual.transactions(),
            usual.window(),
            usual.answerTimeout(),
            usual.retries());
    node.persistent().create(definition(1));
    try (RunningNode lazyNode =
        RunningNode.on(
            database.connections(),
            "lazy",
            HubSettings.DEFAULT,
            lazy,
            CatchUpSettings.DEFAULT,
            UnaryOperator.identity())) {
      consume(lazyNode, this::keep);
      append(5, 1);
      await().atMost(DEADLINE).until(() -> handled.equals(next(5)));
      assertThat(info().partitions().get(0).state().checkpoint().version()).isEqualTo(before);

      database.run(
          "INSERT INTO commitcast.log_epochs SELECT 2, %d, 99, 'x', 'test'".formatted(before + 3));
      database.run("NOTIFY commitcast_log, '{\"epoch\": 2}'");

      await().atMost(DEADLINE).until(() -> handled.size() >= 10);
      assertThat(handled.subList(5, 10)).isEqualTo(next(5));
      assertThat(info().stoppedAt()).isEmpty();
    }
  }
}
