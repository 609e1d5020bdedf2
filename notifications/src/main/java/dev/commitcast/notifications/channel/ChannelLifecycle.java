package dev.commitcast.notifications.channel;

import dev.commitcast.notifications.listener.ForeignChannels;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.subscription.HandlerThreads;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Gives the application its {@link PostgresListener}, and ends the handlers' threads with it. At
 * the end handlers that still run are interrupted and, if that moves them not, left. Thread-safe.
 */
@ApplicationScoped
public class ChannelLifecycle {
  private static final long INTERRUPTED_MILLIS = 500;

  @Inject Config config;
  @Inject ChannelMetrics metrics;
  @Inject MetricRegistry gauges;
  @Inject ListenerStatus status;
  @Inject Journal journal;
  @Resource ManagedThreadFactory factory;

  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  private HandlerThreads threads;
  private ChannelRegistry registry;
  private PostgresListener listener;

  @PostConstruct
  void start() {
    Settings settings = Settings.of(config);
    ChannelSettings limits = ChannelSettings.from(settings);
    threads = new HandlerThreads(factory, limits.maxThreads());
    registry = new ChannelRegistry(metrics, journal);
    listener =
        new PostgresListener(
            registry,
            new HandlerQueue.Parts(
                limits.handlerQueue(), threads, metrics, journal, System::nanoTime),
            source,
            SchemaNames.from(settings),
            status);
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    gauges.gauge(
        Metadata.builder()
            .withName("commitcast_channels")
            .withDescription("The application's channels that this node listens to")
            .build(),
        () -> registry.channels().size());
  }

  @PreDestroy
  void stop() {
    if (!threads.end(INTERRUPTED_MILLIS)) {
      journal.warn(
          "handlers_left",
          Map.of("meaning", "Some handlers of channels did not end when they were interrupted."));
    }
  }

  @Produces
  @Singleton
  ForeignChannels channels() {
    return registry;
  }

  @Produces
  @Singleton
  PostgresListener listener() {
    return listener;
  }
}
