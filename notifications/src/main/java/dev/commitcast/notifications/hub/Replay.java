package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads the log for subscribers who are behind, a few at a time, and never more at once than the
 * budget allows. Thread-safe.
 */
public final class Replay {
  /** How many versions are looked at to say how many a filter lets pass. */
  static final long COUNTABLE = 100_000;

  private static final int MAX_PAGE_BYTES = 64 * 1024;

  /** How a subscriber stands to the log when it arrives. */
  sealed interface Resumption {
    Cursor head();

    String outcome();

    record Live(Cursor head) implements Resumption {
      @Override
      public String outcome() {
        return "live";
      }
    }

    record Replaying(Cursor from, OptionalLong missed, Cursor head) implements Resumption {
      @Override
      public String outcome() {
        return "replaying";
      }
    }

    record Reset(Cursor head, Cursor oldest) implements Resumption {
      @Override
      public String outcome() {
        return "reset";
      }
    }
  }

  private final EventLog log;
  private final Readers readers;
  private final ReplayBudget budget;
  private final PageLimit page;

  public Replay(EventLog log, Executor executor, HubSettings settings) {
    this.log = log;
    this.readers = new Readers(executor, settings.replayReaders());
    this.budget = new ReplayBudget(settings.replayBytes());
    // a page must fit into an empty outbox, where an event weighs more than its payload
    this.page =
        new PageLimit(
            Math.max(1, Math.min(settings.outboxEvents() - 1, settings.outboxBytes() / 1_024)),
            Math.max(1, Math.min(MAX_PAGE_BYTES, settings.outboxBytes() / 4)));
  }

  ReplayBudget budget() {
    return budget;
  }

  /**
   * Finds out what a subscriber has missed.
   *
   * @param later runs instead of {@code done} if the log cannot be read now
   */
  void resume(SubscriptionRequest request, Consumer<Resumption> done, Runnable later) {
    readers.submit(() -> done.accept(resumption(request)), later);
  }

  private Resumption resumption(SubscriptionRequest request) {
    LogState state = log.state();
    Cursor from =
        request.start() instanceof StartFrom.After after ? after.cursor() : state.beginning();
    if (!state.honours(from)) {
      return new Resumption.Reset(state.headCursor(), state.beginning());
    }
    if (!request.filter().isUnrestricted() && state.head() - from.version() > COUNTABLE) {
      // counting would take longer than sending what is counted
      return new Resumption.Replaying(from, OptionalLong.empty(), state.headCursor());
    }
    long missed = log.count(request.filter(), from.version(), state.head());
    return missed == 0
        ? new Resumption.Live(state.headCursor())
        : new Resumption.Replaying(from, OptionalLong.of(missed), state.headCursor());
  }

  /**
   * Puts the next page into a subscription's outbox.
   *
   * @param epoch in which the page is read
   * @param done gets the number of events
   * @param later runs instead if no page can be had now
   */
  void fetch(Subscription subscription, int epoch, IntConsumer done, Runnable later) {
    readers.submit(
        () -> {
          if (budget.isSpent()) {
            later.run();
          } else if (subscription.wantsPage()) {
            fetch(subscription, epoch, subscription.position(), done, later);
          }
        },
        later);
  }

  private void fetch(
      Subscription subscription, int epoch, long position, IntConsumer done, Runnable later) {
    LogPage found = log.read(subscription.request().filter(), position, page);
    // asked after the read: what was there then, the read has seen
    if (log.state().oldest() > position + 1) {
      subscription.close(CloseReason.LOG_RESET);
    } else if (found.through() <= position) {
      // a hub that is ahead of the database it reads, such as a replica that lags
      later.run();
    } else {
      done.accept(offer(subscription, epoch, found));
    }
  }

  private static int offer(Subscription subscription, int epoch, LogPage found) {
    List<RecordedEvent> events = found.events();
    int taken = 0;
    while (taken < events.size()
        && subscription.offerOwn(new EncodedEvent(events.get(taken), epoch))) {
      taken++;
    }
    subscription.fetched(
        taken == events.size() ? found.through() : events.get(taken).version() - 1);
    return taken;
  }
}
