package dev.commitcast.web.gateway;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Where a client is in the frames that it sends, from their headers alone; payloads are skipped. It
 * reads bytes as the server does, so that both see the same frames. Not thread-safe.
 */
final class FrameSequence {
  /** A header without the length in two or eight bytes: two bytes and the mask, which all have. */
  private static final int SHORT_HEADER = 6;

  private static final int MOST_HEADER = 14;
  private static final int CONTINUATION = 0;
  private static final int FIRST_CONTROL = 8;

  private final ByteBuffer header = ByteBuffer.allocate(MOST_HEADER);
  private long payloadLeft;
  private boolean inMessage;

  /**
   * Takes the next bytes.
   *
   * @throws ProtocolException if they begin a frame that cannot be
   */
  void take(ByteBuffer bytes) throws ProtocolException {
    while (bytes.hasRemaining()) {
      if (payloadLeft > 0) {
        int skipped = (int) Math.min(payloadLeft, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        payloadLeft -= skipped;
      } else {
        header.put(bytes.get());
        if (header.position() == headerLength()) {
          begin();
          header.clear();
        }
      }
    }
  }

  /** So many bytes come at least before the server can do anything with them. */
  long missing() {
    if (payloadLeft > 0) {
      return payloadLeft;
    }
    return header.position() == 0 ? 1 : (long) headerLength() - header.position();
  }

  private int headerLength() {
    if (header.position() < 2) {
      return 2;
    }
    return switch (header.get(1) & 0x7f) {
      case 126 -> SHORT_HEADER + 2;
      case 127 -> SHORT_HEADER + 8;
      default -> SHORT_HEADER;
    };
  }

  private void begin() throws ProtocolException {
    payloadLeft = payloadLength();
    if (payloadLeft < 0) {
      throw new ProtocolException("A frame says that it has less than no bytes.");
    }
    int opcode = header.get(0) & 0x0f;
    if (opcode == CONTINUATION && !inMessage) {
      // the server would gather it, and all that follow it, without end
      throw new ProtocolException("A frame continues a message that has not begun.");
    }
    if (opcode < FIRST_CONTROL) {
      inMessage = header.get(0) >= 0;
    }
  }

  private long payloadLength() {
    int length = header.get(1) & 0x7f;
    return switch (length) {
      case 126 -> header.getShort(2) & 0xffff;
      case 127 -> header.getLong(2);
      default -> length;
    };
  }
}
