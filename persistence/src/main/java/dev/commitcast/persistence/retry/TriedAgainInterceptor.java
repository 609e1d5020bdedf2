package dev.commitcast.persistence.retry;

import dev.commitcast.persistence.error.Transience;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;

/**
 * Stands outside of the transaction, so that each attempt has one of its own. That is also why it
 * is not Fault Tolerance's retry, which the platform puts inside. Stateless.
 */
@TriedAgain
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
public class TriedAgainInterceptor {
  private static final int ATTEMPTS = 3;
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final Retry WRITES =
      new Retry(
          ATTEMPTS, DELAY, Transience::changedNothing, pause -> Thread.sleep(pause.toMillis()));
  private static final Retry READS =
      new Retry(ATTEMPTS, DELAY, Transience::mayPass, pause -> Thread.sleep(pause.toMillis()));

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  TransactionSynchronizationRegistry transactions;

  @AroundInvoke
  Object attempt(InvocationContext call) throws Exception {
    if (transactions.getTransactionStatus() != Status.STATUS_NO_TRANSACTION) {
      return ThrownInsideInterceptor.proceed(call);
    }
    TriedAgain how = call.getMethod().getAnnotation(TriedAgain.class);
    return (how != null && how.reads() ? READS : WRITES)
        .run(() -> ThrownInsideInterceptor.proceed(call));
  }
}
