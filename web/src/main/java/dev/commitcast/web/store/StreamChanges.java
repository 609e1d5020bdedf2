package dev.commitcast.web.store;

import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Does all of a patch or nothing. Thread-safe. */
@ApplicationScoped
public class StreamChanges {
  @Inject EventStore store;

  @TriedAgain
  @Transactional
  public void apply(StreamPatch patch, StreamId stream) {
    patch.applyTo(store, stream);
  }
}
