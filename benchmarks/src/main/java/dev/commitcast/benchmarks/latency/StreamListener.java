package dev.commitcast.benchmarks.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A subscriber of server-sent events over a real socket. */
final class StreamListener implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("\"record\":\\{\"id\":(\\d+)");

  private final HttpURLConnection connection;
  private final LongConsumer arrived;
  private final Thread thread;
  private final CountDownLatch resumed = new CountDownLatch(1);

  StreamListener(URI uri, LongConsumer arrived) throws IOException, InterruptedException {
    this.connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Accept", "text/event-stream");
    this.arrived = arrived;
    this.thread = new Thread(this::read, "stream-listener");
    thread.setDaemon(true);
    thread.start();
    resumed.await();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
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
  public void close() throws InterruptedException {
    connection.disconnect();
    thread.join(2_000);
  }
}
