package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.notifications.access.AccessEndedException;
import dev.commitcast.notifications.access.AccessUnknownException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks what callers may see, for a few sockets at a time: each asks the database, and while that
 * hangs, as many of the server's threads hang with it. Thread-safe.
 */
@ApplicationScoped
public class Accesses {
  private static final int AT_ONCE = 16;
  private static final long PATIENCE_SECONDS = 5;

  @Inject AccessControl control;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * What a caller may see from now on.
   *
   * @throws ClosingException if that cannot be found out now, or the token was revoked meanwhile
   */
  Access of(Caller caller) {
    boolean entered = false;
    try {
      entered = places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!entered) {
        throw unknown(null);
      }
      return control.of(caller);
    } catch (AccessEndedException e) {
      throw new ClosingException(CloseCode.FORBIDDEN, "Your token was revoked.", e);
    } catch (AccessUnknownException e) {
      throw unknown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(e);
    } finally {
      if (entered) {
        places.release();
      }
    }
  }

  private static ClosingException unknown(Throwable cause) {
    return new ClosingException(
        CloseCode.TRY_LATER, "It cannot be found out now what you may see; try again.", cause);
  }
}
