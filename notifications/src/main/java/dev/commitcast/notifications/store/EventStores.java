package dev.commitcast.notifications.store;

import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.StreamCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives {@code @Inject EventStore} the one store of the application. */
@ApplicationScoped
public class EventStores {
  private static final PageLimit PAGE = new PageLimit(1_000, 4 << 20);

  @Produces
  @Singleton
  EventStore store(
      EventAppender appender,
      StreamCatalogue catalogue,
      EventLog log,
      CatchUpSubscriptions subscriptions) {
    return new EventStore(appender, catalogue, log, new EventReader(log, PAGE), subscriptions);
  }
}
