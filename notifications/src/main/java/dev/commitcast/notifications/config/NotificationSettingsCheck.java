package dev.commitcast.notifications.config;

import dev.commitcast.notifications.canary.CanarySettings;
import dev.commitcast.notifications.channel.ChannelSettings;
import dev.commitcast.notifications.consumer.ConsumerSettings;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.sequencer.SequencerSettings;
import dev.commitcast.notifications.subscription.CatchUpSettings;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.config.SettingsCheck;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads what the listener, the sequencer and the hub will read. Stateless. */
@ApplicationScoped
public class NotificationSettingsCheck implements SettingsCheck {
  @Override
  public void check(Settings settings) {
    ListenerSettings.from(settings, "check");
    SequencerSettings.from(settings, "check");
    CanarySettings.from(settings, "check");
    HubSettings.from(settings);
    CatchUpSettings.from(settings);
    ConsumerSettings.from(settings);
    ChannelSettings.from(settings);
  }
}
