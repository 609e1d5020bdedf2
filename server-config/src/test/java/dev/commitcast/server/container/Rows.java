package dev.commitcast.server.container;

import dev.commitcast.persistence.guard.Guard;
import dev.commitcast.persistence.guard.RequestRole;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** Reads entities through the server's own JPA and pool. Thread-safe, as its proxy is. */
@ApplicationScoped
public class Rows {
  @PersistenceContext(unitName = "commitcast")
  private EntityManager entities;

  public <T> T find(Class<T> type, Object key) {
    return entities.find(type, key);
  }

  /** As whom the caller's transaction works, once it is restricted. */
  public String whoUnder(RequestRole role, Guard guard) {
    role.restrict(entities, guard);
    return entities
        .createNativeQuery(
            "SELECT current_user || ' ' || pg_catalog.current_setting('commitcast.rooms')")
        .getSingleResult()
        .toString();
  }

  public <T> List<T> all(Class<T> type) {
    return entities
        .createQuery("SELECT e FROM " + type.getSimpleName() + " e", type)
        .getResultList();
  }
}
