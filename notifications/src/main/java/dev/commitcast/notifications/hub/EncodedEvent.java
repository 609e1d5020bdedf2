package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import java.nio.charset.StandardCharsets;

/**
 * An event in the form in which it is sent, made once for all who receive it. Immutable but for
 * lazily filled copies of itself, which every thread would fill alike.
 */
public final class EncodedEvent implements Frame {
  private final RecordedEvent event;
  private final int epoch;
  private volatile byte[] plain;
  private volatile byte[] withMetadata;

  public EncodedEvent(RecordedEvent event, int epoch) {
    this.event = event;
    this.epoch = epoch;
  }

  public RecordedEvent event() {
    return event;
  }

  public long version() {
    return event.version();
  }

  public int epoch() {
    return epoch;
  }

  /** The event's JSON in UTF-8. The array is shared: callers must not write to it. */
  public byte[] json(boolean metadata) {
    byte[] known = metadata ? withMetadata : plain;
    if (known == null) {
      known = EventJson.print(event, metadata).getBytes(StandardCharsets.UTF_8);
      if (metadata) {
        withMetadata = known;
      } else {
        plain = known;
      }
    }
    return known;
  }

  /** An estimate that does not force the encoding: the payload is kept as read and as sent. */
  @Override
  public int size() {
    long size =
        384
            + 2L * event.bytes()
            + event.stream().length()
            + (event.metadata() == null ? 0 : event.metadata().length());
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
