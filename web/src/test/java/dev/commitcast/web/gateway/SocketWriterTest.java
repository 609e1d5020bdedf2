package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocketWriterTest {
  private static final int SIZE = 400;

  private final FakeWire wire = new FakeWire(false);
  private final List<String> failures = new ArrayList<>();
  private final SocketWriter writer =
      new SocketWriter(wire, Runnable::run, 1_000, 3, () -> failures.add("failed"));

  /** Has this many batches of two messages each to send. */
  private final class Producer implements SocketWriter.Source {
    private final String name;
    private int left;

    Producer(String name, int batches) {
      this.name = name;
      this.left = batches;
    }

    @Override
    public void yourTurn() {
      push();
    }

    void push() {
      while (left > 0 && writer.mayAdd(this)) {
        String text = name + left--;
        writer.add(
            this,
            List.of(
                new SocketWriter.Message(() -> text + "a", SIZE),
                new SocketWriter.Message(() -> text + "b", SIZE)));
      }
    }
  }

  @Test
  void hasNeverMoreThanOneMessageOnItsWay() {
    writer.reply("1");
    writer.reply("2");
    assertThat(wire.sent).containsExactly("1");
    wire.take();
    assertThat(wire.sent).containsExactly("1", "2");
  }

  @Test
  void letsSubscriptionsFillTheBufferInTurn() {
    Producer greedy = new Producer("g", 4);
    Producer modest = new Producer("m", 2);
    greedy.push();
    modest.push();
    while (wire.isWaiting()) {
      wire.take();
    }
    // the greedy one stood in line first; from there on nobody has two turns while another waits
    assertThat(wire.sent.stream().filter(text -> text.endsWith("a")))
        .containsExactly("g4a", "g3a", "m2a", "g2a", "m1a", "g1a");
    assertThat(wire.sent).hasSize(12);
    assertThat(greedy.left + modest.left).isZero();
  }

  @Test
  void takesNoMoreOfEventsThanTheBufferHoldsWhileTheClientTakesNothing() {
    List<Producer> many =
        IntStream.range(0, 50).mapToObj(i -> new Producer("p" + i + "-", 10)).toList();
    many.forEach(Producer::push);
    int taken = many.stream().mapToInt(each -> 10 - each.left).sum();
    // one batch may pass the bound by its own size, and one message is on its way
    assertThat(taken).isBetween(1, 3);
    assertThat(writer.line()).hasSize(49 + 1);
  }

  @Test
  void refusesAnswersThatNobodyTakes() {
    assertThat(writer.reply("on its way")).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(writer.reply("waits")).isTrue();
    }
    assertThat(writer.reply("too many")).isFalse();
  }

  @Test
  void endsBehindWhatWaitsAndTakesNothingMore() {
    writer.reply("1");
    writer.end(CloseCode.FORBIDDEN, "over");
    writer.reply("2");
    assertThat(wire.ends).isEmpty();
    wire.take();
    assertThat(wire.sent).containsExactly("1");
    assertThat(wire.ends).containsExactly("FORBIDDEN over");
  }

  @Test
  void cutsAlsoWhileAMessageIsOnItsWayAndClosesOnce() {
    writer.reply("1");
    writer.cut(CloseCode.GONE, "cut");
    writer.end(CloseCode.RESTART, "later");
    assertThat(wire.ends).containsExactly("GONE cut");
  }

  @Test
  void tellsOfAClientThatCannotBeWrittenTo() {
    writer.reply("1");
    writer.reply("2");
    wire.fail(new IOException("gone"));
    assertThat(failures).containsExactly("failed");
    assertThat(wire.sent).containsExactly("1");
    assertThat(wire.ends).hasSize(1);
  }

  @Test
  void asksForASignOfLifeOnlyWhereNothingIsOnItsWay() {
    writer.reply("1");
    writer.ping();
    assertThat(wire.pings).isZero();
    wire.take();
    writer.ping();
    assertThat(wire.pings).isOne();
  }

  /** Answers on other threads, and counts how many messages are on their way at once. */
  private static final class BusyWire implements Wire {
    private final ExecutorService answers;
    private final AtomicInteger onTheirWay = new AtomicInteger();
    final AtomicInteger mostOnTheirWay = new AtomicInteger();
    final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

    BusyWire(ExecutorService answers) {
      this.answers = answers;
    }

    @Override
    public void send(String text, Consumer<Throwable> done) {
      mostOnTheirWay.accumulateAndGet(onTheirWay.incrementAndGet(), Math::max);
      sent.add(text);
      answers.execute(
          () -> {
            onTheirWay.decrementAndGet();
            done.accept(null);
          });
    }

    @Override
    public void ping() {}

    @Override
    public void close(CloseCode code, String reason) {}
  }

  @Test
  void keepsOneOnItsWayAndEachOneInOrderWhoeverCalls() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    BusyWire busy = new BusyWire(threads);
    SocketWriter shared = new SocketWriter(busy, threads, 5_000, 100_000, () -> {});
    int each = 500;
    try {
      List<Thread> callers =
          IntStream.range(0, 4)
              .mapToObj(
                  caller ->
                      new Thread(
                          () ->
                              IntStream.range(0, each)
                                  .forEach(i -> shared.reply(caller + ":" + i))))
              .toList();
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      org.awaitility.Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> busy.sent.size() == 4 * each);
      assertThat(busy.mostOnTheirWay).hasValue(1);
      for (int caller = 0; caller < 4; caller++) {
        String prefix = caller + ":";
        assertThat(busy.sent.stream().filter(text -> text.startsWith(prefix)))
            .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
