package dev.commitcast.server.container;

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

  public <T> List<T> all(Class<T> type) {
    return entities
        .createQuery("SELECT e FROM " + type.getSimpleName() + " e", type)
        .getResultList();
  }
}
