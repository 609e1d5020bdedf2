package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.guard.GuardedWork;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All channels that are not deleted. Thread-safe. */
@ApplicationScoped
public class Channels {
  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @Inject GuardedWork guarded = GuardedWork.UNGUARDED;

  @TriedAgain(reads = true)
  @Transactional
  public Optional<Channel> find(Ulid id) {
    guarded.restrict(entities);
    return Optional.ofNullable(entities.find(Channel.class, id.value()))
        .filter(channel -> !channel.isDeleted());
  }

  /** Those of some, by name. */
  @TriedAgain(reads = true)
  @Transactional
  public List<Channel> among(Set<String> ids, int limit) {
    if (ids.isEmpty()) {
      return List.of();
    }
    guarded.restrict(entities);
    return entities
        .createQuery(
            "SELECT c FROM Channel c WHERE c.deletedAt IS NULL AND c.id IN :ids"
                + " ORDER BY c.name, c.id",
            Channel.class)
        .setParameter("ids", ids)
        .setMaxResults(limit)
        .getResultList();
  }

  /** By name. */
  @TriedAgain(reads = true)
  @Transactional
  public List<Channel> list(int limit) {
    guarded.restrict(entities);
    return entities
        .createQuery(
            "SELECT c FROM Channel c WHERE c.deletedAt IS NULL ORDER BY c.name, c.id",
            Channel.class)
        .setMaxResults(limit)
        .getResultList();
  }
}
