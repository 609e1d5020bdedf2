package dev.commitcast.notifications.hub;

/** What one subscription holds of the replay budget. Guarded by its subscription. */
final class Loan {
  private final ReplayBudget budget;
  private long borrowed;

  Loan(ReplayBudget budget) {
    this.budget = budget;
  }

  void take(int bytes) {
    borrowed += bytes;
    budget.borrow(bytes);
  }

  void giveBack() {
    budget.giveBack(borrowed);
    borrowed = 0;
  }
}
