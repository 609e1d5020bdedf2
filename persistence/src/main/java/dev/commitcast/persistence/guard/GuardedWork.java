package dev.commitcast.persistence.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/** Puts the work of repositories under the guard of the request that they serve. Thread-safe. */
@ApplicationScoped
public class GuardedWork {
  /** For repositories that no container has made. */
  public static final GuardedWork UNGUARDED =
      new GuardedWork(RequestRole.NONE, () -> Guard.EVERYTHING);

  private RequestRole role;
  private CurrentGuard guard;

  /** For the container's proxy. */
  protected GuardedWork() {}

  @Inject
  public GuardedWork(RequestRole role, Instance<CurrentGuard> guards) {
    this(role, guards.isResolvable() ? guards.get() : () -> Guard.EVERYTHING);
  }

  public GuardedWork(RequestRole role, CurrentGuard guard) {
    this.role = role;
    this.guard = guard;
  }

  /**
   * Finds out who asks, for a transaction that must begin unguarded: to be called before that takes
   * a connection.
   */
  public void ready() {
    guard.current();
  }

  /**
   * To be called first in a transaction: what was read before was not guarded, and whoever holds a
   * connection already would wait for a second one while it is found out who asks.
   */
  public void restrict(EntityManager entities) {
    role.restrict(entities, guard.current());
  }
}
