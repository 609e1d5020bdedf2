package dev.commitcast.notifications.sequencer;

import dev.commitcast.persistence.log.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Transactions that stay in the inbox for now: those that the log refuses, and every later one that
 * touches a stream of one that stays, because streams keep their order and transactions stay whole.
 * Streams are told apart by a hash: two that share one wait for each other, which harms nobody.
 *
 * <p>Nothing of it is stored: another node finds the refused ones anew. Owned by one thread.
 */
final class HeldTransactions {
  /** With more than this nothing new is let through, so that memory stays bounded. */
  static final int MOST = 100_000;

  private static final int MOST_STREAMS = 1_000_000;

  private final Map<Long, Waiting.Transaction> refused = new LinkedHashMap<>();
  private final TreeSet<Long> held = new TreeSet<>();
  private final Set<Long> streams = new HashSet<>();
  private long rows;

  boolean isEmpty() {
    return refused.isEmpty();
  }

  boolean isFull() {
    return held.size() >= MOST || streams.size() >= MOST_STREAMS;
  }

  /** How many events wait. */
  long rows() {
    return rows;
  }

  /** How many transactions wait. */
  int transactions() {
    return held.size();
  }

  /** How many of them the log refuses. */
  int refusals() {
    return refused.size();
  }

  /** Those that the log refuses, the oldest first. */
  List<Long> refused() {
    return List.copyOf(refused.keySet());
  }

  /** All that stay whose number is not below this one. */
  Collection<Long> from(long transaction) {
    return held.tailSet(transaction, true);
  }

  /** The log refuses this one. */
  void hold(Waiting.Transaction transaction) {
    refused.put(transaction.id(), transaction);
    keep(transaction);
  }

  /** Which of these may go. They must come in the log's order, each of them once. */
  List<Waiting.Transaction> pass(List<Waiting.Transaction> waiting) {
    if (isEmpty()) {
      return waiting;
    }
    List<Waiting.Transaction> free = new ArrayList<>();
    for (Waiting.Transaction transaction : waiting) {
      if (refused.containsKey(transaction.id())
          || transaction.streams().stream().anyMatch(streams::contains)) {
        keep(transaction);
      } else {
        free.add(transaction);
      }
    }
    return free;
  }

  /** One of the refused has gone; what stays because of the others is to be found anew. */
  void release(long transaction) {
    refused.remove(transaction);
    held.clear();
    streams.clear();
    rows = 0;
  }

  void releaseAll() {
    refused.clear();
    release(0);
  }

  private void keep(Waiting.Transaction transaction) {
    if (held.add(transaction.id())) {
      rows += transaction.rows();
      streams.addAll(transaction.streams());
    }
  }
}
