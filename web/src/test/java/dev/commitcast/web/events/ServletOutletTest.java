package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.EventStreamFormat;
import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.HubMetrics;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.Replay;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outlet under a real hub, over an output that takes as much as the test allows. */
@Timeout(180)
class ServletOutletTest {
  private static final Function<List<Frame>, List<byte[]>> FORMAT =
      frames -> EventStreamFormat.print(frames, false);

  private final AtomicLong time = new AtomicLong();
  private final Output output = new Output();
  private final AtomicInteger completed = new AtomicInteger();
  private final SubscriptionHub hub =
      new SubscriptionHub(
          HubSettings.DEFAULT,
          new Replay(new EventLog(null, SchemaNames.DEFAULT), Runnable::run, HubSettings.DEFAULT),
          HubMetrics.NONE,
          new Random(1),
          time::get);
  private final Thread thread = new Thread(hub, "hub-under-test");
  // what an outlet of the last test still leaves to it is for nobody
  private final ExecutorService writers =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new ThreadPoolExecutor.DiscardPolicy());

  @BeforeEach
  void starts() throws InterruptedException {
    thread.start();
    hub.publish(List.of(), new Cursor(1, 1));
    await().until(() -> hub.head() != null);
  }

  @AfterEach
  void stops() throws InterruptedException {
    hub.stop();
    thread.join(5_000);
    writers.shutdownNow();
  }

  @Test
  void writesAndFlushesWhatComes() throws Exception {
    subscribe();
    output.allow(Integer.MAX_VALUE);
    await().until(() -> output.text().contains("event: resume"));
    publish(2, "{\"n\": 1}");
    await().until(() -> output.text().contains("id: 1.2\nevent: t\ndata: {"));
    await().until(() -> output.flushed == output.text().length());
  }

  @Test
  void aClientThatTakesNothingHoldsUpNobodyAndIsGivenUp() throws Exception {
    subscribe();
    output.allow(Integer.MAX_VALUE);
    await().until(() -> output.text().contains("event: resume"));
    output.allow(0);
    publish(2, "{\"n\": 1}");
    publish(3, "{\"n\": 2}");
    assertThat(hub.head().version()).as("the hub went on").isEqualTo(3);
    // the hub looks every now and then whether somebody takes nothing
    await()
        .until(
            () -> {
              time.addAndGet(10_000_000_000L);
              return hub.openSubscriptions() == 0;
            });
    assertThat(completed).as("not while a write is under way").hasValue(0);
    output.fail();
    await().untilAsserted(() -> assertThat(completed).hasValue(1));
  }

  @Test
  void aLargeEventLeavesPieceByPieceAndASlowClientIsNoStalledOne() throws Exception {
    subscribe();
    output.allow(Integer.MAX_VALUE);
    await().until(() -> output.text().contains("event: resume"));
    output.allow(0);
    publish(2, '"' + "x".repeat(1 << 20) + '"');
    int before = output.text().length();
    for (int piece = 1; completed.get() == 0 && !output.text().endsWith("true}\n\n"); piece++) {
      output.allow(1);
      int most = before + piece * 16 * 1024;
      assertThat(output.text().length()).isLessThanOrEqualTo(most);
      await().until(() -> output.isTaken() || output.text().endsWith("true}\n\n"));
      time.addAndGet(20_000_000_000L);
    }
    assertThat(completed).hasValue(0);
    assertThat(output.text()).endsWith("\"last\":true}\n\n");
  }

  @Test
  void aHubThatIsQuickerThanTheRequestStillEndsIt() {
    ServletOutlet outlet = new ServletOutlet(context(), output, FORMAT, writers);
    Subscription subscription =
        hub.subscribe(new SubscriptionRequest(EventFilter.ALL, new StartFrom.Now(), false), outlet);
    subscription.close(CloseReason.LOG_RESET);
    assertThat(completed).as("not before it has begun").hasValue(0);
    outlet.start(subscription);
    await().untilAsserted(() -> assertThat(completed).hasValue(1));
  }

  @Test
  void aClientThatHasGoneEndsItsSubscription() throws Exception {
    subscribe();
    output.fail();
    publish(2, "{}");
    await().untilAsserted(() -> assertThat(completed).hasValue(1));
    await().until(() -> hub.openSubscriptions() == 0);
  }

  private ServletOutlet subscribe() {
    ServletOutlet outlet = new ServletOutlet(context(), output, FORMAT, writers);
    outlet.start(
        hub.subscribe(
            new SubscriptionRequest(EventFilter.ALL, new StartFrom.Now(), false), outlet));
    return outlet;
  }

  private void publish(long version, String data) throws InterruptedException {
    RecordedEvent event =
        new RecordedEvent(
            version,
            "id",
            "s",
            OptionalLong.of(1),
            "t",
            null,
            data,
            null,
            Instant.EPOCH,
            "1",
            true,
            false,
            data.length());
    hub.publish(List.of(event), new Cursor(1, version));
    await().until(() -> hub.head().version() == version);
  }

  private AsyncContext context() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            AsyncContext.class.getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("complete")) {
                completed.incrementAndGet();
              }
              return null;
            });
  }

  /** Takes a number of writes, as a socket does whose client reads slowly. */
  private static final class Output extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int allowed;
    private boolean failing;
    private volatile int flushed;

    synchronized void allow(int writes) {
      allowed = writes;
      notifyAll();
    }

    /** Whether the writer has used what it was allowed. */
    synchronized boolean isTaken() {
      return allowed == 0;
    }

    synchronized void fail() {
      failing = true;
      notifyAll();
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(byte[] piece, int from, int length) throws IOException {
      try {
        while (allowed == 0 && !failing) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      if (failing) {
        throw new IOException("broken pipe");
      }
      allowed--;
      bytes.write(piece, from, length);
    }

    @Override
    public synchronized void flush() {
      flushed = bytes.size();
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new AssertionError("no listener is wanted");
    }

    @Override
    public void write(int single) {
      throw new AssertionError("single bytes are slow");
    }
  }
}
