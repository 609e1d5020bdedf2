package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads the log for subscribers who are behind, a few at a time. Thread-safe.
 *
 * <p>Tasks wait in a queue of their own and a bounded number of workers takes them, so that a storm
 * of readers takes neither all of the executor's threads nor all of the database's connections.
 */
public final class Replay {
  private static final Logger LOG = System.getLogger(Replay.class.getName());

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

    record Replaying(Cursor from, long missed, Cursor head) implements Resumption {
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
  private final Executor executor;
  private final int maxReaders;
  private final PageLimit page;
  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger readers = new AtomicInteger();

  public Replay(EventLog log, Executor executor, HubSettings settings) {
    this.log = log;
    this.executor = executor;
    this.maxReaders = settings.replayReaders();
    // a page must fit into an empty outbox; what an event weighs there besides its data is counted
    this.page =
        new PageLimit(
            Math.max(1, Math.min(settings.outboxEvents() - 1, settings.outboxBytes() / 1_024)),
            Math.max(1, settings.outboxBytes() / 2));
  }

  /** Finds out what a subscriber has missed. */
  void resume(
      SubscriptionRequest request, Consumer<Resumption> done, Consumer<Exception> failed) {
    submit(() -> done.accept(resumption(request)), failed);
  }

  private Resumption resumption(SubscriptionRequest request) {
    LogState state = log.state();
    Cursor from =
        request.start() instanceof StartFrom.After after ? after.cursor() : state.beginning();
    if (!state.honours(from)) {
      return new Resumption.Reset(state.headCursor(), state.beginning());
    }
    long missed = log.count(request.filter(), from.version(), state.head());
    return missed == 0
        ? new Resumption.Live(state.headCursor())
        : new Resumption.Replaying(from, missed, state.headCursor());
  }

  /** Puts the next page into a subscription's outbox. */
  void fetch(
      Subscription subscription, int epoch, IntConsumer done, Consumer<Exception> failed) {
    submit(
        () -> {
          LogPage found = log.read(subscription.request().filter(), subscription.position(), page);
          int taken = 0;
          for (RecordedEvent event : found.events()) {
            if (!subscription.offerReplayed(new EncodedEvent(event, epoch))) {
              break;
            }
            taken++;
          }
          subscription.fetched(
              taken == found.events().size()
                  ? found.through()
                  : found.events().get(taken).version() - 1);
          done.accept(taken);
        },
        failed);
  }

  private void submit(Runnable task, Consumer<Exception> failed) {
    waiting.add(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The log could not be read for a subscriber; again soon.", e);
            failed.accept(e);
          }
        });
    startReader();
  }

  private void startReader() {
    if (readers.incrementAndGet() > maxReaders) {
      readers.decrementAndGet();
      return;
    }
    try {
      executor.execute(this::work);
    } catch (RuntimeException e) {
      readers.decrementAndGet();
      throw e;
    }
  }

  private void work() {
    try {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    } finally {
      readers.decrementAndGet();
    }
    // a task may have come between the last look and the leaving
    if (!waiting.isEmpty()) {
      startReader();
    }
  }
}
