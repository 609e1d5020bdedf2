package dev.commitcast.web.guard;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.persistence.guard.CurrentGuard;
import dev.commitcast.persistence.guard.Guard;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.transaction.Transactional;

/**
 * The guard of a request, found out when it is first asked for. Not thread-safe, as no request is.
 */
@RequestScoped
public class RequestGuard implements CurrentGuard {
  @Inject HttpServletRequest request;
  @Inject Instance<AccessControl> control;

  private Guard guard;

  /** Beside the transaction that asks, which has no connection yet: there are never two at once. */
  @Override
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public Guard current() {
    if (guard == null) {
      Caller caller = Callers.of(request);
      guard = caller.is(Role.OPERATOR) ? Guard.EVERYTHING : control.get().of(caller).guard();
    }
    return guard;
  }
}
