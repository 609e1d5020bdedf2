package dev.commitcast.server.container;

import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.store.EventStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * A program's own code: it writes a row and appends an event in one transaction. Thread-safe, as
 * its proxy is.
 */
@ApplicationScoped
public class Decisions {
  @PersistenceContext(unitName = "commitcast")
  private EntityManager entities;

  @Inject private EventStore events;

  /**
   * Does both, or nothing.
   *
   * @param failure thrown at the end, unless it is null
   */
  @Transactional
  public void decide(
      String merchant, StreamId stream, ExpectedVersion expected, RuntimeException failure) {
    entities.persist(new Merchant(merchant, "Merchant " + merchant));
    entities.flush();
    events.append(stream, expected, List.of(EventData.of("decided", null)));
    if (failure != null) {
      throw failure;
    }
  }

  /** Appends, and reads it back before the commit. */
  @Transactional
  public long appendAndCount(StreamId stream) {
    events.append(stream, ExpectedVersion.any(), List.of(EventData.of("seen", null)));
    return events.readStream(stream).count();
  }
}
