package dev.commitcast.benchmarks.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subscriber of server-sent events over a real socket. It reads lines and does not care for the
 * chunks between them: the server ends a chunk with a frame, never within a small one.
 */
final class StreamListener implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("\"record\":\\{\"id\":(\\d+)");

  private final Socket socket;
  private final LongConsumer arrived;
  private final Thread thread;
  private final CountDownLatch resumed = new CountDownLatch(1);

  StreamListener(URI uri, LongConsumer arrived) throws IOException, InterruptedException {
    this.socket = new Socket(uri.getHost(), uri.getPort());
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + uri.getRawPath()
                    + "?"
                    + uri.getRawQuery()
                    + " HTTP/1.1\r\nHost: "
                    + uri.getAuthority()
                    + "\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    this.arrived = arrived;
    this.thread = new Thread(this::read, "stream-listener");
    thread.setDaemon(true);
    thread.start();
    resumed.await();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: {\"version\"")) {
          Matcher key = KEY.matcher(line);
          if (key.find()) {
            arrived.accept(Long.parseLong(key.group(1)));
          }
        } else if (line.equals("event: resume")) {
          resumed.countDown();
        }
      }
    } catch (IOException expected) {
      // closed at the end of the benchmark
    } finally {
      resumed.countDown();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.close();
    thread.join(2_000);
  }
}
