package dev.commitcast.notifications.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationSettingsCheckTest {
  private static void check(Map<String, String> values) {
    Settings settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    new NotificationSettingsCheck().check(settings);
  }

  @ParameterizedTest
  @CsvSource({
    "commitcast.listener.reconnect-delay, soon",
    "commitcast.listener.reconnect-cap, 10m",
    "commitcast.listener.max-reconnect-attempts, 0",
    "commitcast.listener.safety-poll, 1h",
    "commitcast.listener.prove-after, 1ms",
    "commitcast.listener.page-events, many",
    "commitcast.listener.page-bytes, 12",
    "commitcast.sequencer.poll, 1s",
    "commitcast.sequencer.safety-drain, 10s",
    "commitcast.sequencer.busy-per-second, 0",
    "commitcast.sequencer.batch-rows, -1",
    "commitcast.sequencer.batch-bytes, 1",
    "commitcast.hub.outbox-bytes, 10",
    "commitcast.hub.outbox-events, 0",
    "commitcast.hub.ring-bytes, -1",
    "commitcast.hub.heartbeat, never",
    "commitcast.hub.stall-timeout, 0s",
    "commitcast.hub.max-subscriptions, 0",
    "commitcast.hub.replay-readers, 65",
    "commitcast.hub.replay-bytes, 1",
    "commitcast.hub.min-retry, 1h",
    "commitcast.hub.max-retry, 0s",
    "commitcast.handlers.queue-events, 0",
    "commitcast.handlers.queue-bytes, 12",
    "commitcast.handlers.max-threads, 0",
    "commitcast.subscriptions.lease, 100ms",
    "commitcast.subscriptions.checkpoint-events, 0",
    "commitcast.subscriptions.checkpoint-every, 1h",
    "commitcast.subscriptions.batch, 0",
    "commitcast.subscriptions.window, 1001",
    "commitcast.subscriptions.max-attempts, 0",
    "commitcast.subscriptions.retry-delay, 2h",
    // shorter than the first
    "commitcast.subscriptions.max-retry-delay, 10ms",
    // longer than the longest
    "commitcast.hub.min-retry, 10s",
  })
  void aWrongValueIsNamedWithItsKeyAndWhatIsAllowed(String key, String value) {
    assertThatThrownBy(() -> check(Map.of(key, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("The setting " + key + " has the value \"")
        .hasMessageContaining("allowed is ");
  }

  @Test
  void nothingHasToBeSet() {
    assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
  }

  @Test
  void theDefaultsOfEveryProfileAreAllowed() throws IOException {
    Properties defaults = new Properties();
    try (InputStream file =
        NotificationSettingsCheck.class.getResourceAsStream(
            "/META-INF/microprofile-config.properties")) {
      defaults.load(file);
    }

    assertThat(defaults).isNotEmpty();
    defaults.forEach(
        (key, value) ->
            check(Map.of(key.toString().replaceFirst("^%\\w+\\.", ""), value.toString())));
  }
}
