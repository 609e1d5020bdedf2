package dev.commitcast.notifications.listener;

import dev.commitcast.notifications.sequencer.SequencerSettings;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import dev.commitcast.persistence.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Gives the server the plain parts of both loops, one of each. Stateless. */
@ApplicationScoped
public class LoopParts {
  @Produces
  @Singleton
  ListenerSettings listenerSettings(Config config) {
    Settings settings = Settings.of(config);
    return ListenerSettings.from(settings, node(settings));
  }

  @Produces
  @Singleton
  SequencerSettings sequencerSettings(Config config) {
    Settings settings = Settings.of(config);
    return SequencerSettings.from(settings, node(settings));
  }

  @Produces
  @Singleton
  ListenerStatus listenerStatus() {
    return new ListenerStatus(Clock.systemUTC());
  }

  @Produces
  @Singleton
  SequencerStatus sequencerStatus() {
    return new SequencerStatus(Clock.systemUTC());
  }

  /** The server cuts an application name at 63 bytes. */
  private static String node(Settings settings) {
    String name = settings.text("commitcast.node.name").orElseGet(LoopParts::hostAndProcess);
    return name.length() <= 40 ? name : name.substring(name.length() - 40);
  }

  private static String hostAndProcess() {
    long process = ProcessHandle.current().pid();
    try {
      return InetAddress.getLocalHost().getHostName() + ":" + process;
    } catch (UnknownHostException expected) {
      // some containers cannot resolve their own name, and any name will do
      return "node:" + process;
    }
  }
}
