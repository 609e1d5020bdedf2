package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Prints frames as the event stream format of the HTML standard ("server-sent events") has them.
 * Stateless. No value can break out of its field: types hold no line break and JSON is one line.
 */
public final class EventStreamFormat {
  private static final byte[] ID = ascii("id: ");
  private static final byte[] EVENT = ascii("\nevent: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");

  private EventStreamFormat() {}

  /** Joins frames into the bytes of one write. */
  public static byte[] print(List<Frame> frames, boolean metadata) {
    int size = frames.stream().mapToInt(Frame::size).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 128);
    for (Frame frame : frames) {
      print(frame, metadata, out);
    }
    return out.toByteArray();
  }

  private static void print(Frame frame, boolean metadata, ByteArrayOutputStream out) {
    if (frame instanceof EncodedEvent event) {
      out.writeBytes(ID);
      out.writeBytes(ascii(event.epoch() + "." + event.version()));
      out.writeBytes(EVENT);
      out.writeBytes(singleLine(event.event().type()));
      out.writeBytes(DATA);
      out.writeBytes(event.json(metadata));
      out.writeBytes(END);
    } else if (frame instanceof ControlFrame control) {
      out.writeBytes(ascii(control(control)));
    } else if (frame instanceof Heartbeat heartbeat) {
      out.writeBytes(ascii(heartbeat(heartbeat.cursor())));
    } else if (frame instanceof Greeting greeting) {
      out.writeBytes(ascii(": commitcast\nretry: " + greeting.retry().toMillis() + "\n\n"));
    }
  }

  private static String control(ControlFrame frame) {
    return (frame.retry() == null ? "" : "retry: " + frame.retry().toMillis() + "\n")
        + (frame.cursor() == null ? "" : "id: " + frame.cursor() + "\n")
        + ("event: " + frame.name() + "\n")
        + ("data: " + frame.json() + "\n\n");
  }

  /** An id without data sets the browser's last event id and dispatches nothing. */
  private static String heartbeat(Cursor cursor) {
    return cursor == null ? ": heartbeat\n\n" : ": heartbeat\nid: " + cursor + "\n\n";
  }

  /** A type with a line break can only be in the log if somebody bypassed every check. */
  private static byte[] singleLine(String type) {
    return type.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
