package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameSequenceTest {
  private static final int TEXT = 0x81;
  private static final int FIRST_PART = 0x01;
  private static final int PART = 0x00;
  private static final int LAST_PART = 0x80;
  private static final int PING = 0x89;

  private final FrameSequence frames = new FrameSequence();

  private static byte[] frame(int first, int length) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(header(first, length));
    frame.writeBytes(new byte[length]);
    return frame.toByteArray();
  }

  private static byte[] header(int first, long length) {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
    if (length >= 0 && length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length >= 0 && length < 65_536) {
      header.put((byte) 0xfe).putShort((short) length);
    } else {
      header.put((byte) 0xff).putLong(length);
    }
    header.putInt(0x01020304).flip();
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return bytes;
  }

  private void take(byte[] bytes) throws ProtocolException {
    frames.take(ByteBuffer.wrap(bytes));
  }

  @Test
  void letsMessagesInOneFrameOrManyPassWithPingsAmongThem() throws ProtocolException {
    take(frame(TEXT, 5));
    take(frame(FIRST_PART, 200));
    take(frame(PING, 0));
    take(frame(PART, 70_000));
    take(frame(PING, 125));
    take(frame(LAST_PART, 0));
    take(frame(TEXT, 126));
    assertThat(frames.missing()).isEqualTo(1);
  }

  @Test
  void seesTheSameInHoweverSmallPieces() throws ProtocolException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(frame(FIRST_PART, 300));
    all.writeBytes(frame(LAST_PART, 66_000));
    for (byte each : all.toByteArray()) {
      take(new byte[] {each});
    }
    assertThat(frames.missing()).isEqualTo(1);
    assertThatThrownBy(() -> take(header(PART, 1))).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesWhatContinuesNothing() throws ProtocolException {
    for (int continuation : new int[] {PART, LAST_PART}) {
      FrameSequence fresh = new FrameSequence();
      fresh.take(ByteBuffer.wrap(frame(TEXT, 1)));
      fresh.take(ByteBuffer.wrap(frame(PING, 1)));
      assertThatThrownBy(() -> fresh.take(ByteBuffer.wrap(header(continuation, 1))))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("continues");
    }
  }

  @Test
  void refusesALengthBelowNothing() {
    assertThatThrownBy(() -> take(header(TEXT, Long.MIN_VALUE)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void tellsHowMuchIsMissingOfAHeaderAndOfAPayload() throws ProtocolException {
    byte[] header = header(TEXT, 1L << 40);
    assertThat(frames.missing()).isEqualTo(1);
    take(new byte[] {header[0]});
    assertThat(frames.missing()).isEqualTo(1);
    take(new byte[] {header[1]});
    assertThat(frames.missing()).isEqualTo(12);
    frames.take(ByteBuffer.wrap(header, 2, 12));
    assertThat(frames.missing()).isEqualTo(1L << 40);
    take(new byte[40]);
    assertThat(frames.missing()).isEqualTo((1L << 40) - 40);
  }
}
