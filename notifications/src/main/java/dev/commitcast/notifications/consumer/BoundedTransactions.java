package dev.commitcast.notifications.consumer;

import java.util.concurrent.Semaphore;

/**
 * Lets only so many transactions of handlers run at the same moment; others wait their turn. Each
 * has a connection of the pool that leases are prolonged through too: were all taken, leases would
 * run out while handlers are at work. Thread-safe.
 */
public final class BoundedTransactions implements HandlerTransactions {
  private final HandlerTransactions transactions;
  private final Semaphore turns;

  /**
   * @param most how many at the same moment, 1 or more, and fewer than the pool has connections
   */
  public BoundedTransactions(HandlerTransactions transactions, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "At least one transaction must be allowed to run, not " + most + ".");
    }
    this.transactions = transactions;
    this.turns = new Semaphore(most, true);
  }

  @Override
  public void run(Work work) throws Exception {
    turns.acquire();
    try {
      transactions.run(work);
    } finally {
      turns.release();
    }
  }
}
