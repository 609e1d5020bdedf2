package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
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
   * @param hub how far the hub has come
   * @param later runs instead of {@code done} if the log cannot be read now
   */
  void resume(SubscriptionRequest request, Cursor hub, Consumer<Resumption> done, Runnable later) {
    readers.submit(() -> done.accept(resumption(request, hub)), later);
  }

  private Resumption resumption(SubscriptionRequest request, Cursor hub) {
    EventFilter filter = request.lookup();
    LogState state = log.state();
    Cursor from =
        request.start() instanceof StartFrom.After after ? after.cursor() : state.beginning();
    if (!state.honours(from)) {
      return new Resumption.Reset(state.headCursor(), state.beginning());
    }
    Cursor head = headFor(request, from, state, hub);
    boolean countable =
        request.access().isUnrestricted()
            || (!filter.rooms().isEmpty() && request.access().isSettled(filter.rooms()));
    if (!countable || (!filter.isUnrestricted() && head.version() - from.version() > COUNTABLE)) {
      // counting would take longer than sending what is counted
      return new Resumption.Replaying(from, OptionalLong.empty(), head);
    }
    long missed = log.under(request.access().guard()).count(filter, from.version(), head.version());
    return missed == 0
        ? new Resumption.Live(head)
        : new Resumption.Replaying(from, OptionalLong.of(missed), head);
  }

  /** Behind the hub's head nobody knows yet what the log has changed about grants. */
  private static Cursor headFor(
      SubscriptionRequest request, Cursor from, LogState state, Cursor hub) {
    if (request.access().isUnrestricted() || hub.epoch() != state.epoch()) {
      return state.headCursor();
    }
    long known = Math.min(state.head(), hub.version());
    return state.headCursor().at(Math.max(known, from.version()));
  }

  /**
   * Puts the next page into a subscription's outbox.
   *
   * @param head of the hub, in whose epoch the page is read
   * @param done gets the number of events
   * @param later runs instead if no page can be had now
   */
  void fetch(Subscription subscription, Cursor head, IntConsumer done, Runnable later) {
    readers.submit(
        () -> {
          if (budget.isSpent()) {
            later.run();
          } else if (subscription.wantsPage()) {
            fetch(subscription, head, subscription.position(), done, later);
          }
        },
        later);
  }

  private void fetch(
      Subscription subscription, Cursor head, long position, IntConsumer done, Runnable later) {
    SubscriptionRequest request = subscription.request();
    LogPage found = log.under(request.access().guard()).read(request.lookup(), position, page);
    // asked after the read: what was there then, the read has seen
    if (log.state().oldest() > position + 1) {
      subscription.close(CloseReason.LOG_RESET);
    } else if (through(subscription, head, found) <= position) {
      // a hub that is ahead of the database it reads, such as a replica that lags
      later.run();
    } else {
      done.accept(offer(subscription, head, found));
    }
  }

  /**
   * Up to where a page may be used. What the log has changed about grants is known up to the hub's
   * head and not behind it.
   */
  private static long through(Subscription subscription, Cursor head, LogPage found) {
    return subscription.request().access().isUnrestricted()
        ? found.through()
        : Math.min(found.through(), head.version());
  }

  private static int offer(Subscription subscription, Cursor head, LogPage found) {
    long through = through(subscription, head, found);
    int taken = 0;
    for (RecordedEvent event : found.events()) {
      if (event.version() > through) {
        break;
      }
      if (subscription.matches(event)) {
        if (!subscription.offerOwn(new EncodedEvent(event, head.epoch()))) {
          subscription.fetched(event.version() - 1);
          return taken;
        }
        taken++;
      }
    }
    subscription.fetched(through);
    return taken;
  }
}
