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
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;

/**
 * Hears first that the node stops, and tells it once: of a signal by a hook of the JVM, of the
 * server's own command by the extension in the module quiesce. The server tells no application
 * before it has closed the connections.
 *
 * <p>A danger: it ends the process when the patience is over. Taking the application out of a
 * server that goes on does not. Thread-safe.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class OrderlyStop {
  private static final long TELL_MILLIS = 200;

  @Inject Config config;
  @Inject Event<NodeStopping> stopping;
  @Inject Journal journal;

  private final AtomicBoolean begun = new AtomicBoolean();
  private Duration patience;
  private Thread hook;
  private volatile boolean applicationStopped;
  private Stopping order;

  @PostConstruct
  void start() {
    patience = StopSettingsCheck.patience(Settings.of(config));
    hook = new Thread(this::stopWithinPatience, "commitcast-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    order = Stopping.open(this::stopWithinPatience);
  }

  private void stopWithinPatience() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    // a daemon, or the process would wait for it; first, because nothing may keep it from running
    Thread deadline = new Thread(this::endAfterPatience, "commitcast-stop-deadline");
    deadline.setDaemon(true);
    deadline.start();
    stopping.fire(new NodeStopping());
  }

  private void endAfterPatience() {
    try {
      Thread.sleep(patience.toMillis());
      // a server that is slow to end itself keeps nobody's request
      if (!applicationStopped) {
        tellBriefly();
      }
    } catch (InterruptedException expected) {
      // nobody interrupts it but a process that ends anyway
      return;
    }
    Runtime.getRuntime().halt(0);
  }

  /** On a thread of its own: where nobody reads the output, a line may wait for ever. */
  private void tellBriefly() throws InterruptedException {
    Thread line =
        new Thread(
            () -> journal.warn("stop_cut_short", Map.of("seconds", patience.toSeconds())),
            "commitcast-stop-line");
    line.setDaemon(true);
    line.start();
    line.join(TELL_MILLIS);
  }

  @PreDestroy
  void stop() {
    applicationStopped = true;
    order.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException expected) {
      // the hook runs already, or the process ends by other means; whoever was first has told
    }
    if (begun.compareAndSet(false, true)) {
      stopping.fire(new NodeStopping());
    }
  }
}
