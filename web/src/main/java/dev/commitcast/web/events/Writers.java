package dev.commitcast.web.events;

import dev.commitcast.persistence.config.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.config.Config;

/**
 * The application's threads that write to clients. They are not the server's own pool, because
 * clients that do not read may hold many of them, and requests must still be answered.
 */
@ApplicationScoped
public class Writers implements Executor {
  @Inject Config config;
  @Resource ManagedThreadFactory threads;
  private OutletWriters writers;

  @PostConstruct
  void start() {
    Settings settings = Settings.of(config);
    int wanted = wanted(settings);
    writers = new OutletWriters(threads, wanted, Math.max(wanted, most(settings)));
  }

  static int wanted(Settings settings) {
    int usual = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    return settings.number("commitcast.http.writers", usual, 1, 1_000);
  }

  static int most(Settings settings) {
    return settings.number("commitcast.http.max-writers", 1_000, 1, 100_000);
  }

  @PreDestroy
  void stop() {
    writers.close();
  }

  @Override
  public void execute(Runnable task) {
    writers.execute(task);
  }
}
