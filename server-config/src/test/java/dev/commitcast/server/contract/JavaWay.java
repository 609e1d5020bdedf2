package dev.commitcast.server.contract;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.EventIdConflictException;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.NoSuchStreamException;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.Room;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.log.Direction;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The Java API. */
final class JavaWay implements Way {
  private final EventStore store;

  JavaWay(EventStore store) {
    this.store = store;
  }

  @Override
  public List<Appended> append(List<Appending> appends) {
    return asked(
        () ->
            store.appendAll(appends.stream().map(JavaWay::append).toList()).stream()
                .map(JavaWay::answer)
                .toList());
  }

  private static StreamAppend append(Appending each) {
    return new StreamAppend(
        new StreamId(each.stream()),
        each.expected(),
        each.events().stream().map(JavaWay::event).toList());
  }

  private static EventData event(Given given) {
    return new EventData(
        given.id(),
        new EventType(given.type()),
        given.data(),
        given.metadata(),
        given.room() == null ? null : new Room(given.room()));
  }

  private static Appended answer(AppendResult result) {
    return new Appended(
        result.stream().value(),
        result.events().stream()
            .map(each -> new Appended.One(each.id(), each.streamVersion(), each.repeated()))
            .toList());
  }

  @Override
  public List<Seen> read(String stream, long from, Direction direction, int limit) {
    return asked(
        () ->
            store
                .readStream(new StreamId(stream), from, direction)
                .limit(limit)
                .map(JavaWay::seen)
                .toList());
  }

  @Override
  public Optional<Seen> event(String id) {
    return asked(() -> store.event(id).map(JavaWay::seen));
  }

  private static Seen seen(RecordedEvent event) {
    return new Seen(
        event.id(),
        event.stream(),
        event.streamVersion().orElse(0),
        event.type(),
        Json.compact(event.data()),
        event.room(),
        Json.compact(event.metadata()));
  }

  @Override
  public Optional<Known> stream(String name) {
    return asked(
        () ->
            store
                .streamInfo(new StreamId(name))
                .map(
                    info ->
                        new Known(
                            info.version(),
                            info.deletedAt().isPresent(),
                            info.truncateBefore(),
                            Json.compact(info.metadata().orElse(null)))));
  }

  @Override
  public void delete(String stream, ExpectedVersion expected) {
    run(() -> store.deleteStream(new StreamId(stream), expected));
  }

  @Override
  public void restore(String stream) {
    run(() -> store.restoreStream(new StreamId(stream)));
  }

  @Override
  public void truncate(String stream, long before) {
    run(() -> store.truncateBefore(new StreamId(stream), before));
  }

  @Override
  public void describe(String stream, String metadata) {
    run(() -> store.setStreamMetadata(new StreamId(stream), metadata));
  }

  private static void run(Runnable change) {
    asked(
        () -> {
          change.run();
          return true;
        });
  }

  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (WrongExpectedVersionException e) {
      throw new Refused(Refused.Kind.WRONG_VERSION, e.currentVersion(), e.getMessage());
    } catch (EventIdConflictException e) {
      throw new Refused(Refused.Kind.CONFLICT, null, e.getMessage());
    } catch (StreamDeletedException e) {
      throw new Refused(Refused.Kind.DELETED, null, e.getMessage());
    } catch (NoSuchStreamException e) {
      throw new Refused(Refused.Kind.UNKNOWN, null, e.getMessage());
    } catch (InvalidEventException e) {
      throw new Refused(
          e.isTooLarge() ? Refused.Kind.TOO_LARGE : Refused.Kind.INVALID, null, e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new Refused(Refused.Kind.INVALID, null, e.getMessage());
    }
  }
}
