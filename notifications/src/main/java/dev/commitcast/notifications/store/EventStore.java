package dev.commitcast.notifications.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.StreamInfo;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.subscription.CatchUpSubscription;
import dev.commitcast.notifications.subscription.CatchUpSubscriptions;
import dev.commitcast.notifications.subscription.SubscriptionListener;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.StreamCatalogue;
import dev.commitcast.persistence.store.StreamPage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The event store, for code in the same application: {@code @Inject EventStore events}.
 * Thread-safe.
 *
 * <p>Appends, and changes of a stream, are part of the caller's JTA transaction if there is one,
 * and transactions of their own if not. Reads of one stream show what the caller has appended,
 * sequenced or not; reads of everything show what is sequenced, which is a few milliseconds after
 * the commit.
 */
public class EventStore {
  private final EventAppender appender;
  private final StreamCatalogue catalogue;
  private final EventLog log;
  private final EventReader reader;
  private final CatchUpSubscriptions subscriptions;

  /** For programs without a running node, which append and read and do not subscribe. */
  public EventStore(
      EventAppender appender, StreamCatalogue catalogue, EventLog log, EventReader reader) {
    this(appender, catalogue, log, reader, null);
  }

  /**
   * @param subscriptions of this node; null if nobody will subscribe
   */
  public EventStore(
      EventAppender appender,
      StreamCatalogue catalogue,
      EventLog log,
      EventReader reader,
      CatchUpSubscriptions subscriptions) {
    this.appender = appender;
    this.catalogue = catalogue;
    this.log = log;
    this.reader = reader;
    this.subscriptions = subscriptions;
  }

  /**
   * Appends to one stream: all events or none.
   *
   * @param events in order; none appends nothing, but what is expected is still tested
   * @throws dev.commitcast.domain.event.WrongExpectedVersionException with the current version
   * @throws dev.commitcast.domain.event.EventIdConflictException if an id has other content already
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   * @throws dev.commitcast.domain.event.InvalidEventException if an event cannot be stored
   */
  public AppendResult append(StreamId stream, ExpectedVersion expected, List<EventData> events) {
    return appender.append(stream, expected, events);
  }

  /**
   * Appends to several streams: to all or to none.
   *
   * @param appends each stream once
   * @return one for each of them, in that order
   */
  public List<AppendResult> appendAll(List<StreamAppend> appends) {
    return appender.appendAll(appends);
  }

  /**
   * Reads a stream from its beginning.
   *
   * @return lazily, page by page; empty if there is no such stream
   * @throws dev.commitcast.domain.event.StreamDeletedException if the stream is deleted
   */
  public Stream<RecordedEvent> readStream(StreamId stream) {
    return readStream(stream, 1, Direction.FORWARDS);
  }

  /**
   * Reads a stream from a version on; close it with {@link Stream#limit} at what is needed.
   *
   * @param from the first version when reading forwards, the last when backwards; 1 or more
   */
  public Stream<RecordedEvent> readStream(StreamId stream, long from, Direction direction) {
    return reader.stream(stream, from, direction);
  }

  /**
   * Reads the log.
   *
   * @param filter which events: by type, stream, room and category
   * @param after the log version behind which to begin, 0 for the beginning
   * @return lazily, to where the log ends when that is reached
   */
  public Stream<RecordedEvent> readAll(EventFilter filter, long after) {
    return reader.all(filter, after, Long.MAX_VALUE);
  }

  /**
   * Reads what was made in a span of time, in the order of the log.
   *
   * @param from inclusive
   * @param until exclusive
   */
  public Stream<RecordedEvent> readAll(EventFilter filter, Instant from, Instant until) {
    return log.versionsBetween(from, until)
        .map(range -> reader.all(filter, range.first() - 1, range.last()))
        .orElseGet(Stream::empty)
        .filter(event -> !event.at().isBefore(from) && event.at().isBefore(until));
  }

  /** One event by its id, sequenced or not; empty if there is none. */
  public Optional<RecordedEvent> event(String id) {
    return log.event(id);
  }

  /** The version of the stream's last event, 0 if nothing was ever appended to it. */
  public long latestVersion(StreamId stream) {
    return catalogue.info(stream).map(StreamInfo::version).orElse(0L);
  }

  /** What is known about a stream, deleted or not; empty if it never had an event. */
  public Optional<StreamInfo> streamInfo(StreamId stream) {
    return catalogue.info(stream);
  }

  /**
   * Streams, by name.
   *
   * @param category empty for all
   * @param after the name to go on behind; empty for the beginning
   * @param limit most streams
   */
  public StreamPage streams(Optional<String> category, Optional<String> after, int limit) {
    return catalogue.list(category, after, limit);
  }

  /** Deletes a stream softly; see {@link StreamCatalogue#delete}. */
  public void deleteStream(StreamId stream, ExpectedVersion expected) {
    catalogue.delete(stream, expected);
  }

  /** Takes a deletion back. */
  public void restoreStream(StreamId stream) {
    catalogue.restore(stream);
  }

  /** Hides a stream's events before a version from its readers; the log keeps them. */
  public void truncateBefore(StreamId stream, long version) {
    catalogue.truncateBefore(stream, version);
  }

  /** Replaces a stream's metadata by text of a JSON object; null removes it. */
  public void setStreamMetadata(StreamId stream, String metadata) {
    catalogue.setMetadata(stream, metadata);
  }

  /**
   * Calls a listener for everything, from a cursor, the beginning or now; close what it answers.
   */
  public CatchUpSubscription subscribeToAll(StartFrom from, SubscriptionListener listener) {
    return subscriptions().subscribeToAll(from, listener);
  }

  /**
   * Calls a listener for one stream.
   *
   * @param fromVersion the stream version to begin with, 1 or more; it may be still to come
   */
  public CatchUpSubscription subscribeToStream(
      StreamId stream, long fromVersion, SubscriptionListener listener) {
    return subscriptions().subscribeToStream(stream, fromVersion, listener);
  }

  /** Calls a listener for all streams of a category. */
  public CatchUpSubscription subscribeToCategory(
      String category, StartFrom from, SubscriptionListener listener) {
    return subscriptions().subscribeToCategory(category, from, listener);
  }

  /** Calls a listener for all events of a type. */
  public CatchUpSubscription subscribeToType(
      String type, StartFrom from, SubscriptionListener listener) {
    return subscriptions().subscribeToType(type, from, listener);
  }

  /**
   * Calls a listener for whatever a filter lets pass.
   *
   * @param name for log lines; need not be unique
   */
  public CatchUpSubscription subscribe(
      String name, EventFilter filter, StartFrom from, SubscriptionListener listener) {
    return subscriptions().subscribe(name, filter, from, listener);
  }

  private CatchUpSubscriptions subscriptions() {
    if (subscriptions == null) {
      throw new IllegalStateException("This store was built without a node that could subscribe.");
    }
    return subscriptions;
  }
}
