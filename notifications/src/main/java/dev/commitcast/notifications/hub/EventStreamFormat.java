package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final int LARGE = 32 * 1024;

  private EventStreamFormat() {}

  /**
   * Prints frames into as few pieces as possible: one, unless there is a large event, whose JSON is
   * a piece of its own. That piece is shared by all who receive the event and must not be written
   * to; a copy for each would be as many megabytes as there are subscribers.
   */
  public static List<byte[]> print(List<Frame> frames, boolean metadata) {
    List<byte[]> pieces = new ArrayList<>(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    for (Frame frame : frames) {
      if (frame instanceof EncodedEvent event) {
        print(event, event.json(metadata), out, pieces);
      } else if (frame instanceof ControlFrame control) {
        out.writeBytes(ascii(control(control)));
      } else if (frame instanceof Heartbeat heartbeat) {
        out.writeBytes(ascii(heartbeat(heartbeat.cursor())));
      } else if (frame instanceof Greeting greeting) {
        out.writeBytes(ascii(": commitcast\nretry: " + greeting.retry().toMillis() + "\n\n"));
      }
    }
    finishPiece(out, pieces);
    return pieces;
  }

  private static void print(
      EncodedEvent event, byte[] json, ByteArrayOutputStream out, List<byte[]> pieces) {
    out.writeBytes(ID);
    out.writeBytes(ascii(event.epoch() + "." + event.version()));
    out.writeBytes(EVENT);
    out.writeBytes(singleLine(event.event().type()));
    out.writeBytes(DATA);
    if (json.length < LARGE) {
      out.writeBytes(json);
    } else {
      finishPiece(out, pieces);
      pieces.add(json);
    }
    out.writeBytes(END);
  }

  private static void finishPiece(ByteArrayOutputStream out, List<byte[]> pieces) {
    if (out.size() > 0) {
      pieces.add(out.toByteArray());
      out.reset();
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
