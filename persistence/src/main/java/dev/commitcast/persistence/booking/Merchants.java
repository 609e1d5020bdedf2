package dev.commitcast.persistence.booking;

import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.persistence.guard.GuardedWork;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** All merchants. Thread-safe. */
@ApplicationScoped
public class Merchants {
  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @Inject GuardedWork guarded = GuardedWork.UNGUARDED;

  @TriedAgain(reads = true)
  @Transactional
  public Optional<Merchant> find(String id) {
    guarded.restrict(entities);
    return Optional.ofNullable(entities.find(Merchant.class, id));
  }
}
