package dev.commitcast.persistence.retry;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Stands inside of the transaction, ends it and hands what the work threw to {@link
 * TriedAgainInterceptor}, past the container. That would record each unchecked exception as a fault
 * of the server, with its values and on the disk, though most are answers: there is no such
 * channel. Whoever called the work decides what is a fault. Stateless.
 */
@TriedAgain
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 300)
public class ThrownInsideInterceptor {
  private static final String THROWN = ThrownInsideInterceptor.class.getName();

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  TransactionSynchronizationRegistry transactions;

  @AroundInvoke
  Object call(InvocationContext call) throws Exception {
    try {
      return call.proceed();
    } catch (RuntimeException e) {
      if (transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
        transactions.setRollbackOnly();
      }
      call.getContextData().put(THROWN, e);
      return null;
    }
  }

  /** From outside of the transaction: what the work answers, or throws. */
  static Object proceed(InvocationContext call) throws Exception {
    Object answer = call.proceed();
    if (call.getContextData().remove(THROWN) instanceof RuntimeException thrown) {
      throw thrown;
    }
    return answer;
  }
}
