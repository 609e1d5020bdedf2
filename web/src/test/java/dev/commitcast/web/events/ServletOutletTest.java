package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.CloseReason;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outlet under a real hub, over an output that takes as much as the test allows. */
@Timeout(60)
class ServletOutletTest {
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
  }

  @Test
  void writesAndFlushesOnlyWhenItMay() throws Exception {
    subscribe();
    output.allow(Integer.MAX_VALUE);
    await().until(() -> output.text().contains("event: resume"));
    publish(2, "{\"n\": 1}");
    await().until(() -> output.text().contains("id: 1.2\nevent: t\ndata: {"));
    await().until(() -> output.flushed == output.text().length());
    assertThat(output.fault).isNull();
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
      int most = before + piece * 64 * 1024;
      assertThat(output.text().length()).isLessThanOrEqualTo(most);
      time.addAndGet(20_000_000_000L);
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    }
    assertThat(completed).hasValue(0);
    assertThat(output.text()).endsWith("\"last\":true}\n\n");
    assertThat(output.fault).isNull();
  }

  @Test
  void aHubThatIsQuickerThanTheRequestStillEndsIt() {
    ServletOutlet outlet = new ServletOutlet(context(), output, false);
    Subscription subscription =
        hub.subscribe(new SubscriptionRequest(EventFilter.ALL, new StartFrom.Now(), false), outlet);
    subscription.close(CloseReason.LOG_RESET);
    assertThat(completed).as("not before it has begun").hasValue(0);
    outlet.start(subscription);
    assertThat(completed).hasValue(1);
  }

  @Test
  void aClientThatHasGoneEndsItsSubscription() {
    ServletOutlet outlet = subscribe();
    outlet.onError(new IOException("broken pipe"));
    assertThat(hub.openSubscriptions()).isZero();
    assertThat(completed).hasValue(1);
  }

  private ServletOutlet subscribe() {
    ServletOutlet outlet = new ServletOutlet(context(), output, false);
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

  /** Takes a number of writes, and remembers whoever writes without having asked. */
  private static final class Output extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private WriteListener listener;
    private int allowed;
    private boolean mayWrite;
    private volatile int flushed;
    private volatile String fault;

    void allow(int writes) throws IOException {
      synchronized (this) {
        allowed = writes;
      }
      if (writes > 0) {
        listener.onWritePossible();
      }
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized boolean isReady() {
      mayWrite = allowed > 0;
      return mayWrite;
    }

    @Override
    public void setWriteListener(WriteListener writeListener) {
      listener = writeListener;
    }

    @Override
    public synchronized void write(byte[] piece, int from, int length) {
      use("write");
      allowed--;
      bytes.write(piece, from, length);
    }

    @Override
    public synchronized void flush() {
      use("flush");
      flushed = bytes.size();
    }

    @Override
    public void write(int single) {
      fault = "a single byte";
    }

    private void use(String what) {
      if (!mayWrite) {
        fault = what + " without having asked";
      }
      mayWrite = false;
    }
  }
}
