package dev.commitcast.notifications.sync;

import dev.commitcast.notifications.hub.ControlFrame;
import dev.commitcast.notifications.hub.EncodedEvent;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.Greeting;
import dev.commitcast.notifications.hub.Heartbeat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the hub's frames as go-sync-kit's SSE client reads them: events in batches, each one line
 * of JSON with the cursor behind its last event. All else is comments. Stateless.
 */
public final class KitFrames {
  private static final int MOST_EVENTS = 100;
  private static final int LARGE = 1024 * 1024;

  private KitFrames() {}

  /** One piece for each batch, and for what stands between. */
  public static List<byte[]> print(List<Frame> frames) {
    List<byte[]> pieces = new ArrayList<>();
    List<EncodedEvent> batch = new ArrayList<>();
    long bytes = 0;
    for (Frame frame : frames) {
      boolean full = batch.size() == MOST_EVENTS || bytes + frame.size() > LARGE;
      if (full || !(frame instanceof EncodedEvent)) {
        add(batch(batch), pieces);
        batch.clear();
        bytes = 0;
      }
      if (frame instanceof EncodedEvent event) {
        batch.add(event);
        bytes += frame.size();
      } else {
        add(comment(frame), pieces);
      }
    }
    add(batch(batch), pieces);
    return pieces;
  }

  private static void add(String text, List<byte[]> pieces) {
    if (!text.isEmpty()) {
      pieces.add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String batch(List<EncodedEvent> events) {
    if (events.isEmpty()) {
      return "";
    }
    long last = events.get(events.size() - 1).version();
    StringBuilder out = new StringBuilder(512 * events.size());
    out.append("id: ").append(last).append("\ndata: {\"events\":[");
    for (EncodedEvent event : events) {
      KitEvent.printShort(event.event(), out);
      out.append(',');
    }
    out.setCharAt(out.length() - 1, ']');
    return out.append(",\"next_cursor\":").append(KitCursor.print(last)).append("}\n\n").toString();
  }

  private static String comment(Frame frame) {
    if (frame instanceof Greeting greeting) {
      return ": commitcast\nretry: " + greeting.retry().toMillis() + "\n\n";
    }
    if (frame instanceof ControlFrame control) {
      return ": " + control.name() + " " + control.json() + "\n\n";
    }
    return frame instanceof Heartbeat ? ": heartbeat\n\n" : "";
  }
}
