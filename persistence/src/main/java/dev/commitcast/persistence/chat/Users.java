package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.Person;
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

/** All users that are not deleted, by what others may know of them. Thread-safe. */
@ApplicationScoped
public class Users {
  // neither e-mail nor identity: the role for requests may not read them
  private static final String SHOWN =
      "SELECT NEW dev.commitcast.domain.chat.Person(u.id, u.username, u.fullName, u.avatarUrl)"
          + " FROM User u WHERE u.deletedAt IS NULL";

  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @Inject GuardedWork guarded = GuardedWork.UNGUARDED;

  @TriedAgain(reads = true)
  @Transactional
  public Optional<Person> find(Ulid id) {
    guarded.restrict(entities);
    return entities
        .createQuery(SHOWN + " AND u.id = :id", Person.class)
        .setParameter("id", id.value())
        .getResultStream()
        .findFirst();
  }

  /** By name. */
  @TriedAgain(reads = true)
  @Transactional
  public List<Person> list(int limit) {
    guarded.restrict(entities);
    return entities
        .createQuery(SHOWN + " ORDER BY u.username, u.id", Person.class)
        .setMaxResults(limit)
        .getResultList();
  }
}
