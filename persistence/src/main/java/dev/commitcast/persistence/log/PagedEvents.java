package dev.commitcast.persistence.log;

import dev.commitcast.domain.event.RecordedEvent;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One event after the other, of which only a page is in memory; the next page is read when it is
 * needed. Used by one thread.
 */
final class PagedEvents implements Iterator<RecordedEvent> {
  private final Supplier<List<RecordedEvent>> pages;
  private Iterator<RecordedEvent> page = List.<RecordedEvent>of().iterator();
  private boolean atEnd;

  /**
   * @param pages gives the next page with every call, an empty one at the end
   */
  PagedEvents(Supplier<List<RecordedEvent>> pages) {
    this.pages = pages;
  }

  Stream<RecordedEvent> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    if (!atEnd && !page.hasNext()) {
      page = pages.get().iterator();
      atEnd = !page.hasNext();
    }
    return !atEnd;
  }

  @Override
  public RecordedEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All events have been read.");
    }
    return page.next();
  }
}
