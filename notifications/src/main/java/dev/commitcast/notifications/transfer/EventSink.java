package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.RecordedEvent;
import java.io.Closeable;
import java.io.IOException;

/** Writes events to a file. For one thread; what is written is whole only after close. */
interface EventSink extends Closeable {
  /**
   * Writes the next one.
   *
   * @param metadata the event's without what an import has noted there
   * @param version the number to write
   */
  void write(RecordedEvent event, String metadata, long version) throws IOException;
}
