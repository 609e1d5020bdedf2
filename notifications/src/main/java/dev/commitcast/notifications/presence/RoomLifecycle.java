package dev.commitcast.notifications.presence;

import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.stop.NodeStopping;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.sql.OneTransaction;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives the application its {@link Rooms}, and keeps them in touch with other nodes. */
@ApplicationScoped
public class RoomLifecycle {
  private static final int MOST_WAITING = 10_000;
  private static final long JOIN_MILLIS = 500;

  @Inject Config config;
  @Inject PostgresListener listener;
  @Inject ListenerSettings settings;
  @Inject RoomMetrics metrics;
  @Inject Journal journal;
  @Resource ManagedThreadFactory threads;

  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  private String channel;
  private Rooms rooms;
  private RoomNews news;
  private Registration registration;
  private Thread thread;

  @PostConstruct
  void start() {
    channel = SchemaNames.from(Settings.of(config)).roomChannel();
    // a node that died and comes back is another one, or its old users would stay
    String node = settings.node() + " " + UUID.randomUUID();
    RoomPost post = new RoomPost(MOST_WAITING, metrics::dropped);
    rooms = new Rooms(node, post::add, System::nanoTime);
    news = new RoomNews(node, rooms, post, this::send, RoomNews.Times.DEFAULT, this::failed);
    registration = listener.listen(channel, "rooms", news);
    thread = threads.newThread(news);
    thread.setName("commitcast-rooms");
    thread.start();
    post.add(new Note.Ask());
  }

  void onStartup(@Observes Startup event) {
    metrics.show(rooms::occupied);
  }

  private void send(List<String> payloads) {
    try (Connection connection = source.getConnection()) {
      OneTransaction.PLAIN.on(
          connection,
          () -> {
            for (String payload : payloads) {
              listener.notify(connection, channel, payload);
            }
            return null;
          });
      metrics.sent(payloads.size());
    } catch (SQLException e) {
      throw new IllegalStateException("Other nodes are not told: " + e.getMessage(), e);
    }
  }

  private void failed(Throwable failure) {
    metrics.dropped();
    journal.debug("rooms_not_told", Map.of("error", String.valueOf(failure.getMessage())));
  }

  void onStopping(@Observes NodeStopping event) {
    news.stop();
  }

  @PreDestroy
  void stop() {
    news.stop();
    registration.close();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Produces
  @Singleton
  Rooms rooms() {
    return rooms;
  }
}
