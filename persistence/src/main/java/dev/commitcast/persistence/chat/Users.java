package dev.commitcast.persistence.chat;

import dev.commitcast.domain.chat.User;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.persistence.retry.TriedAgain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** All users that are not deleted. Thread-safe. */
@ApplicationScoped
public class Users {
  @PersistenceContext(unitName = "commitcast")
  EntityManager entities;

  @TriedAgain(reads = true)
  @Transactional
  public Optional<User> find(Ulid id) {
    return Optional.ofNullable(entities.find(User.class, id.value()))
        .filter(user -> !user.isDeleted());
  }

  /** By name. */
  @TriedAgain(reads = true)
  @Transactional
  public List<User> list(int limit) {
    return entities
        .createQuery(
            "SELECT u FROM User u WHERE u.deletedAt IS NULL ORDER BY u.username, u.id", User.class)
        .setMaxResults(limit)
        .getResultList();
  }
}
