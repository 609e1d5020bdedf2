package dev.commitcast.server.faults.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final List<String> events = new ArrayList<>();
  private final FrameScanner scanner =
      new FrameScanner(
          frame -> {
            if (frame.isEvent()) {
              events.add(frame.id());
            }
          });

  @Test
  void findsEventsHoweverTheBytesAreCut() {
    String answer =
        HEAD
            + chunk("event: resume\nid: 1.1\ndata: {}\n\nid: 1.2\nevent: a\nda")
            + chunk("ta: {\"x\":1}\n\n: heartbeat\nid: 1.3\n\n")
            + chunk("id: 1.4\ndata: {}\n\n");
    for (byte b : answer.getBytes(StandardCharsets.UTF_8)) {
      assertThat(scanner.take(ByteBuffer.wrap(new byte[] {b}))).isTrue();
    }
    assertThat(events).containsExactly("1.2", "1.4");
  }

  @Test
  void tellsTheEndAndARefusal() {
    assertThat(scanner.take(bytes(HEAD + "0\r\n\r\n"))).isFalse();
    FrameScanner refused = new FrameScanner(frame -> {});
    assertThat(refused.take(bytes("HTTP/1.1 503 Service Unavailable\r\n\r\n"))).isFalse();
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
