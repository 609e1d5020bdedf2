package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventLogException;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A log without a database, which can fail, forget its old end, and begin a new epoch. */
final class MemoryLog extends EventLog {
  private static final int STRETCH = 50;

  private final List<RecordedEvent> events = new ArrayList<>();
  private final List<LogState.Epoch> epochs = new ArrayList<>(List.of(new LogState.Epoch(1, 1)));
  private long oldest = 1;
  private volatile BooleanSupplier failing = () -> false;

  MemoryLog() {
    super(null, SchemaNames.DEFAULT);
  }

  synchronized void append(List<RecordedEvent> more) {
    events.addAll(more);
  }

  void failWhile(BooleanSupplier condition) {
    failing = condition;
  }

  synchronized void expireBelow(long version) {
    oldest = version;
  }

  synchronized void beginEpoch(long fromVersion) {
    events.subList((int) fromVersion - 1, events.size()).clear();
    epochs.add(new LogState.Epoch(epochs.size() + 1, fromVersion));
  }

  @Override
  public synchronized LogPage read(EventFilter filter, long version, PageLimit limit) {
    fail();
    List<RecordedEvent> page = new ArrayList<>();
    long until = Math.min(events.size(), version + STRETCH);
    long bytes = 0;
    for (long next = Math.max(oldest, version + 1); next <= until; next++) {
      RecordedEvent event = events.get((int) next - 1);
      if (filter.matches(event)) {
        bytes += event.bytes();
        if (!page.isEmpty() && (page.size() == limit.events() || bytes > limit.bytes())) {
          return new LogPage(page, next - 1);
        }
        page.add(event);
      }
    }
    return new LogPage(page, Math.max(until, version));
  }

  @Override
  public synchronized long count(EventFilter filter, long after, long upTo) {
    fail();
    return events.stream()
        .filter(event -> event.version() > after && event.version() <= upTo)
        .filter(event -> event.version() >= oldest && filter.matches(event))
        .count();
  }

  @Override
  public synchronized LogState state() {
    fail();
    return new LogState(events.size(), oldest, epochs);
  }

  private void fail() {
    if (failing.getAsBoolean()) {
      throw new EventLogException("The log is away", new SQLException("no connection", "08006"));
    }
  }
}
