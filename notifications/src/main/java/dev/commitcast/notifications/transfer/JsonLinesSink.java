package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.EventJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes JSON Lines, each as pages of the log print the event, with metadata. */
final class JsonLinesSink implements EventSink {
  private static final int BUFFER = 64 * 1024;

  private final OutputStream out;

  JsonLinesSink(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  @Override
  public void write(RecordedEvent event, String metadata, long version) throws IOException {
    RecordedEvent shown =
        new RecordedEvent(
            version,
            event.id(),
            event.stream(),
            event.streamVersion(),
            event.type(),
            event.room(),
            event.data(),
            metadata,
            event.at(),
            event.tx(),
            event.last(),
            event.captured(),
            event.bytes());
    out.write(EventJson.print(shown, true).getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
