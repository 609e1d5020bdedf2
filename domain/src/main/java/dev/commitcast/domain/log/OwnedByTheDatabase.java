package dev.commitcast.domain.log;

import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;

/** Refuses to write what only the database's own functions may write. Stateless. */
public class OwnedByTheDatabase {
  @PrePersist
  @PreRemove
  void refuse(Object entity) {
    throw new UnsupportedOperationException(
        entity.getClass().getSimpleName()
            + " is read-only: its rows are written by append, watch, the sequencer and whoever"
            + " holds a subscription's lease.");
  }
}
