package dev.commitcast.server.faults.crowd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds frames in the bytes of an answer: takes off the head and the chunks, and tells the id of
 * each frame that carries an event. Not thread-safe.
 */
final class FrameScanner {
  private static final Set<String> CONTROL = Set.of("resume", "caught-up", "fell-behind", "drain");

  private final StringBuilder line = new StringBuilder();

  /** Apart from the other: a line of the stream may go on in the next chunk. */
  private final StringBuilder unfinished = new StringBuilder();

  private final Consumer<Frame> consumer;
  private Part part = Part.STATUS;
  private int left;
  private String id;
  private String type = "message";
  private boolean data;

  /**
   * One frame.
   *
   * @param id null if it has none
   */
  record Frame(String id, String type, boolean isEvent) {}

  private enum Part {
    STATUS,
    HEADERS,
    SIZE,
    CHUNK,
    END_OF_CHUNK
  }

  FrameScanner(Consumer<Frame> consumer) {
    this.consumer = consumer;
  }

  /**
   * Takes what was read.
   *
   * @return false when the answer has ended or is no stream
   */
  boolean take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (part == Part.CHUNK) {
        left--;
        if (left == 0) {
          part = Part.END_OF_CHUNK;
        }
        inChunk(b);
      } else if (b == '\n') {
        String head = line.toString();
        line.setLength(0);
        if (!outside(head)) {
          return false;
        }
      } else if (b != '\r') {
        line.append((char) b);
      }
    }
    return true;
  }

  private boolean outside(String head) {
    switch (part) {
      case STATUS -> {
        part = Part.HEADERS;
        return head.startsWith("HTTP/1.1 200");
      }
      case HEADERS -> part = head.isEmpty() ? Part.SIZE : Part.HEADERS;
      case END_OF_CHUNK -> part = Part.SIZE;
      default -> {
        left = Integer.parseInt(head, 16);
        part = Part.CHUNK;
        return left > 0;
      }
    }
    return true;
  }

  private void inChunk(byte b) {
    if (b != '\n') {
      unfinished.append((char) (b & 0xff));
      return;
    }
    String field = unfinished.toString();
    unfinished.setLength(0);
    if (field.isEmpty()) {
      consumer.accept(new Frame(id, type, data && !CONTROL.contains(type)));
      id = null;
      type = "message";
      data = false;
    } else if (field.startsWith("id:")) {
      id = text(field, 3);
    } else if (field.startsWith("event:")) {
      type = text(field, 6);
    } else if (field.startsWith("data:")) {
      data = true;
    }
  }

  private static String text(String field, int from) {
    return new String(
            field.substring(from).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .strip();
  }
}
