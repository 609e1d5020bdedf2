package dev.commitcast.notifications.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Calls code of this application for events, from where it wants. Inject it in the server;
 * elsewhere build it over a running hub. Thread-safe.
 *
 * <pre>{@code
 * subscriptions.subscribeToCategory("account", new StartFrom.Beginning(),
 *     (event, cursor) -> balances.apply(event));
 * }</pre>
 *
 * <p>Nothing is kept: whoever wants to go on after a restart keeps the cursor, or uses a persistent
 * subscription. A subscription that is asked for before this node has reached the database begins
 * when it has.
 */
public class CatchUpSubscriptions implements AutoCloseable {
  private static final PageLimit ONE = new PageLimit(1, 1);

  private final SubscriptionHub hub;
  private final EventLog log;
  private final HandlerThreads threads;
  private final SubscriptionMetrics metrics;
  private final CatchUpSettings settings;
  private final Set<ListeningSubscription> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  public CatchUpSubscriptions(
      SubscriptionHub hub,
      EventLog log,
      HandlerThreads threads,
      SubscriptionMetrics metrics,
      CatchUpSettings settings) {
    this.hub = hub;
    this.log = log;
    this.threads = threads;
    this.metrics = metrics;
    this.settings = settings;
  }

  public CatchUpSubscription subscribeToAll(StartFrom from, SubscriptionListener listener) {
    return subscribe(nameOf(listener), EventFilter.ALL, from, listener);
  }

  /** One stream, from a cursor, its beginning or now. */
  public CatchUpSubscription subscribeToStream(
      StreamId stream, StartFrom from, SubscriptionListener listener) {
    if (from instanceof StartFrom.Beginning) {
      // found by the stream's index; from the log's beginning it would be a search
      return subscribeToStream(stream, 1, listener);
    }
    return subscribe(nameOf(listener), EventFilter.ofStream(stream), from, listener);
  }

  /**
   * One stream, from a place in it.
   *
   * @param fromVersion the stream version of the first event that is wanted, from 1; it may lie in
   *     the future of an appended stream
   */
  public CatchUpSubscription subscribeToStream(
      StreamId stream, long fromVersion, SubscriptionListener listener) {
    if (fromVersion < 1) {
      throw new IllegalArgumentException("A stream version is 1 or more, not " + fromVersion + ".");
    }
    return begin(
        nameOf(listener),
        new CatchUpRequest(
            EventFilter.ofStream(stream),
            () -> before(stream, fromVersion),
            event -> event.streamVersion().orElse(Long.MAX_VALUE) >= fromVersion,
            settings.maxEvents(),
            settings.maxBytes()),
        listener);
  }

  /** All streams whose names begin with this and a colon. */
  public CatchUpSubscription subscribeToCategory(
      String category, StartFrom from, SubscriptionListener listener) {
    return subscribe(
        nameOf(listener),
        new EventFilter(Set.of(), Set.of(), Set.of(), Set.of(category)),
        from,
        listener);
  }

  public CatchUpSubscription subscribeToType(
      String type, StartFrom from, SubscriptionListener listener) {
    return subscribe(
        nameOf(listener),
        new EventFilter(Set.of(type), Set.of(), Set.of(), Set.of()),
        from,
        listener);
  }

  /**
   * Whatever a filter lets pass.
   *
   * @param name for log lines; need not be unique
   */
  public CatchUpSubscription subscribe(
      String name, EventFilter filter, StartFrom from, SubscriptionListener listener) {
    Supplier<StartFrom> start = () -> from;
    return begin(
        name,
        new CatchUpRequest(filter, start, event -> true, settings.maxEvents(), settings.maxBytes()),
        listener);
  }

  private CatchUpSubscription begin(
      String name, CatchUpRequest request, SubscriptionListener listener) {
    if (stopped) {
      throw new IllegalStateException("This node is stopping; nothing can be subscribed to.");
    }
    ListeningSubscription subscription =
        new ListeningSubscription(name, hub, threads, metrics, request, listener, open::remove);
    open.add(subscription);
    subscription.start();
    return subscription;
  }

  /** Just before an event of a stream; at the log's end if it is not there or not sequenced yet. */
  private StartFrom before(StreamId stream, long place) {
    LogState state = log.state();
    List<RecordedEvent> found = log.readStream(stream, place, Direction.FORWARDS, ONE).events();
    boolean known = !found.isEmpty() && found.get(0).version() > 0;
    // the state was read first: what is not found here comes after its head
    return new StartFrom.After(
        known ? new Cursor(state.epoch(), found.get(0).version() - 1) : state.headCursor());
  }

  private static String nameOf(SubscriptionListener listener) {
    return listener.getClass().getName();
  }

  /** How many are open. */
  public int size() {
    return open.size();
  }

  /** Tells every listener that the server stops. */
  @Override
  public void close() {
    stopped = true;
    open.forEach(ListeningSubscription::stop);
  }
}
