package dev.commitcast.web.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.consumer.Consumption;
import dev.commitcast.notifications.consumer.Delivery;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DeliveryStreamTest {
  private final Output output = new Output();
  private final AtomicInteger completed = new AtomicInteger();
  private final ExecutorService writers = Executors.newCachedThreadPool();
  private final Consumer consumer = new Consumer();
  private final DeliveryStream stream =
      new DeliveryStream(context(), output, false, Duration.ofSeconds(3), writers);

  @AfterEach
  void stops() {
    output.gate.release(1_000);
    writers.shutdownNow();
  }

  private AsyncContext context() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("complete")) {
                completed.incrementAndGet();
              }
              return null;
            });
  }

  private static Delivery delivery(long version, String data) {
    return new Delivery(
        new RecordedEvent(
            version,
            "id",
            "a:1",
            OptionalLong.of(version),
            "t",
            null,
            data,
            null,
            Instant.EPOCH,
            "1",
            true,
            false,
            data.length()),
        new DeliveryToken(3, 17, 1, version, false),
        1);
  }

  @Test
  void greetsFirstEvenIfADeliveryWasQuicker() {
    output.gate.release(1_000);
    stream.deliver(delivery(5, "{\"n\": 1}"));
    stream.start(consumer, 10);

    await().until(() -> output.text().endsWith("}}\n\n"));
    assertThat(output.text())
        .isEqualTo(
            ": commitcast\nretry: 3000\n\nevent: resume\n"
                + "data: {\"outcome\":\"consuming\",\"consumer\":\"node/1\",\"window\":10}\n\n"
                + "id: 3.17.1.5\nevent: t\ndata: {\"delivery\":\"3.17.1.5\",\"partition\":3,"
                + "\"attempt\":1,\"event\":{\"version\":5,\"id\":\"id\",\"stream\":\"a:1\","
                + "\"streamVersion\":5,\"type\":\"t\",\"data\":{\"n\":1},"
                + "\"at\":\"1970-01-01T00:00:00Z\",\"tx\":\"1\",\"last\":true}}\n\n");
  }

  @Test
  void endsAfterALastFrame() {
    output.gate.release(1_000);
    stream.start(consumer, 10);
    stream.ended();

    await().untilAsserted(() -> assertThat(completed).hasValue(1));
    assertThat(output.text()).endsWith("retry: 3000\nevent: drain\ndata: {\"retry\":3000}\n\n");
  }

  @Test
  void aClientThatHasGoneGivesItsPartitionsBack() {
    output.gate.release(1_000);
    output.broken = true;
    stream.start(consumer, 10);

    await().until(() -> consumer.closed.get() > 0);
    stream.deliver(delivery(5, "{}"));
    stream.ended();
    await().untilAsserted(() -> assertThat(completed).hasValue(1));
  }

  @Test
  void takesNoMoreThanItsBoundWhileAClientDoesNotRead() {
    stream.start(consumer, 10);
    String large = '"' + "x".repeat(400_000) + '"';
    int taken = 0;
    while (stream.hasRoom() && taken < 100) {
      stream.deliver(delivery(++taken, large));
    }
    assertThat(taken).isBetween(3, 5);
    assertThat(consumer.asked).hasValue(0);

    output.gate.release(1_000);

    await().until(() -> consumer.asked.get() > 0);
    assertThat(stream.hasRoom()).isTrue();
  }

  @Test
  void aTickIsASignOfLifeOnlyAfterSilence() {
    output.gate.release(1_000);
    stream.start(consumer, 10);
    await().until(() -> output.text().contains("resume"));
    stream.tick();
    assertThat(output.text()).doesNotContain("heartbeat");

    await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              stream.tick();
              return output.text().endsWith(": heartbeat\n\n");
            });
  }

  /** Waits before each write until the test lets it. */
  private static final class Output extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean broken;

    @Override
    public void write(byte[] all) throws IOException {
      gate.acquireUninterruptibly();
      if (broken) {
        throw new IOException("broken pipe");
      }
      synchronized (bytes) {
        bytes.writeBytes(all);
      }
    }

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException("Frames are written whole.");
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException("Writes are synchronous.");
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }

  /** Counts what it is told. */
  private static final class Consumer implements Consumption {
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public SubscriptionName subscription() {
      return new SubscriptionName("s");
    }

    @Override
    public String consumer() {
      return "node/1";
    }

    @Override
    public Set<Integer> partitions() {
      return Set.of();
    }

    @Override
    public boolean isActive() {
      return closed.get() == 0;
    }

    @Override
    public void ready() {
      asked.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }

    @Override
    public boolean awaitEnd(long millis) {
      return true;
    }
  }
}
