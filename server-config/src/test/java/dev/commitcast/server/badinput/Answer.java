package dev.commitcast.server.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 if the connection ended without an answer
 * @param body as it came over the wire, at most {@link #MOST} bytes of it
 * @param late whether the time was over before the answer was complete
 */
record Answer(int status, Map<String, String> headers, String body, boolean late) {
  private static final int MOST = 64 * 1024;

  /** Sends, says that nothing follows, and reads to the end, or to the first frame of a stream. */
  static Answer to(BadRequest request, URI node, int patienceMillis) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), patienceMillis);
      socket.setSoTimeout(patienceMillis);
      try {
        socket.getOutputStream().write(request.bytes());
        if (request.torn()) {
          socket.shutdownOutput();
        }
      } catch (IOException expected) {
        // refused before all of it was sent; the answer says why
      }
      return read(socket.getInputStream(), patienceMillis);
    }
  }

  private static Answer read(InputStream in, int patienceMillis) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patienceMillis * 1_000_000L;
    boolean late = false;
    byte[] buffer = new byte[8 * 1024];
    try {
      int count = 0;
      while (count >= 0 && all.size() < MOST && !isStream(all) && !late) {
        count = in.read(buffer);
        all.write(buffer, 0, Math.max(0, count));
        late = System.nanoTime() > deadline;
      }
    } catch (SocketTimeoutException e) {
      late = true;
    } catch (IOException expected) {
      // closed with a reset; what came before counts
    }
    return parse(text(all), late);
  }

  /** Whether a stream has begun and its first frame is there. */
  private static boolean isStream(ByteArrayOutputStream all) {
    String text = text(all);
    int body = text.indexOf("\r\n\r\n");
    return body > 0
        && text.substring(0, body).contains("text/event-stream")
        && text.indexOf("\n\n", body + 4) > 0;
  }

  private static String text(ByteArrayOutputStream all) {
    return all.toString(StandardCharsets.UTF_8);
  }

  private static Answer parse(String text, boolean late) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/")) {
      return new Answer(0, Map.of(), text, late);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines[0].split(" ")[1]);
    return new Answer(status, headers, text.substring(end + 4), late);
  }

  String type() {
    return headers.getOrDefault("content-type", "");
  }
}
