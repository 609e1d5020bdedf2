package dev.commitcast.server.faults.watch;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks each node whether it is ready, again and again, and keeps the answers that differ. */
public final class HealthWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  private final Answers answers = new Answers();
  private final long begun = System.nanoTime();
  private final List<Said> said = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /**
   * One answer, when it was first given.
   *
   * @param millis since the watch began
   */
  public record Said(int node, long millis, HealthAnswer answer) {}

  public HealthWatch(List<URI> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      int node = i;
      Thread thread = new Thread(() -> watch(node, nodes.get(node)), "health-" + node);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** What a node answers now. */
  public static HealthAnswer ask(URI node) throws InterruptedException {
    return new Answers()
        .ask(node.resolve("health/ready"))
        .map(HealthWatch::read)
        .orElse(HealthAnswer.SILENT);
  }

  /** What was said so far. */
  public List<Said> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void watch(int node, URI uri) {
    try {
      HealthAnswer last = null;
      while (!stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        HealthAnswer now =
            answers
                .ask(uri.resolve("health/ready"))
                .map(HealthWatch::read)
                .orElse(HealthAnswer.SILENT);
        if (!now.equals(last) && stop.getCount() > 0) {
          synchronized (said) {
            said.add(new Said(node, elapsed().toMillis(), now));
          }
          last = now;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HealthAnswer read(java.net.http.HttpResponse<String> response) {
    return Optional.of(response)
        .filter(answer -> answer.body().startsWith("{"))
        .map(answer -> HealthAnswer.of(Answers.json(answer.body())))
        .orElseGet(() -> new HealthAnswer("DOWN", "", false, "status " + response.statusCode()));
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    for (Thread thread : threads) {
      thread.join(10_000);
    }
  }
}
