package dev.commitcast.notifications.stop;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Hears first that the node stops: of a signal by a hook of the JVM. Of the server's own command
 * the server tells no application before it has closed the connections.
 *
 * <p>A danger: after a signal it ends the process when the patience is over. Taking the application
 * out of a server that goes on does not. Thread-safe.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class OrderlyStop {
  @Inject Config config;
  @Inject Event<NodeStopping> stopping;
  @Inject Journal journal;

  private Duration patience;
  private Thread hook;
  private volatile boolean applicationStopped;

  @PostConstruct
  void start() {
    patience = StopSettingsCheck.patience(Settings.of(config));
    hook = new Thread(this::onSignal, "commitcast-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void onSignal() {
    // a daemon, or the process would wait for it; first, because nothing may keep it from running
    Thread deadline = new Thread(this::endAfterPatience, "commitcast-stop-deadline");
    deadline.setDaemon(true);
    deadline.start();
    stopping.fire(new NodeStopping());
  }

  private void endAfterPatience() {
    try {
      Thread.sleep(patience.toMillis());
    } catch (InterruptedException expected) {
      // nobody interrupts it but a process that ends anyway
      return;
    }
    // a server that is slow to end itself keeps nobody's request
    if (!applicationStopped) {
      journal.warn("stop_cut_short", Map.of("seconds", patience.toSeconds()));
    }
    Runtime.getRuntime().halt(0);
  }

  @PreDestroy
  void stop() {
    applicationStopped = true;
    try {
      if (!Runtime.getRuntime().removeShutdownHook(hook)) {
        return;
      }
    } catch (IllegalStateException expected) {
      // the hook runs already and has told everybody
      return;
    }
    stopping.fire(new NodeStopping());
  }
}
