package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class BoundedBroadcasterTest {
  private final BoundedBroadcaster broadcaster = new BoundedBroadcaster(3);
  private final List<SseEventSink> closed = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

  BoundedBroadcasterTest() {
    broadcaster.onClose(closed::add);
    broadcaster.onError((sink, failure) -> errors.add(failure));
  }

  @Test
  void aSlowSinkHoldsUpNobodyAndIsClosedWhenItsQueueIsFull() {
    FakeSink slow = new FakeSink(false);
    FakeSink quick = new FakeSink(true);
    broadcaster.register(slow);
    broadcaster.register(quick);
    List<OutboundSseEvent> events = events(6);
    CompletionStage<?> first = broadcaster.broadcast(events.get(0));
    events.subList(1, 4).forEach(broadcaster::broadcast);
    assertThat(slow.inFlight()).as("one send at a time").isEqualTo(1);
    assertThat(slow.isClosed()).as("one in flight and three waiting").isFalse();
    assertThat(first.toCompletableFuture()).isNotDone();

    events.subList(4, 6).forEach(broadcaster::broadcast);
    assertThat(slow.isClosed()).isTrue();
    assertThat(first.toCompletableFuture()).as("given up").isDone();
    assertThat(closed).containsExactly(slow);
    assertThat(errors).isEmpty();
    assertThat(quick.sent()).isEqualTo(events);
    assertThat(broadcaster.size()).isEqualTo(1);
  }

  @Test
  void sendsWhatWaitsInOrderAsTheSinkTakesIt() {
    FakeSink sink = new FakeSink(false);
    broadcaster.register(sink);
    List<OutboundSseEvent> events = events(4);
    List<CompletionStage<?>> stages = new ArrayList<>();
    events.forEach(event -> stages.add(broadcaster.broadcast(event)));
    for (int i = 0; i < 4; i++) {
      assertThat(sink.sent()).isEqualTo(events.subList(0, i + 1));
      assertThat(stages.get(i).toCompletableFuture()).isNotDone();
      sink.complete(null);
      assertThat(stages.get(i).toCompletableFuture()).isDone();
    }
    assertThat(sink.isClosed()).isFalse();
  }

  @Test
  void aFailureClosesAndForgetsTheSinkAndTellsItsCause() {
    FakeSink sink = new FakeSink(false);
    broadcaster.register(sink);
    CompletionStage<?> stage = broadcaster.broadcast(events(1).get(0));
    IOException cause = new IOException("broken pipe");
    sink.complete(new CompletionException(cause));
    assertThat(errors).containsExactly(cause);
    assertThat(closed).containsExactly(sink);
    assertThat(sink.isClosed()).isTrue();
    assertThat(broadcaster.size()).isZero();
    assertThat(stage.toCompletableFuture()).isDone();
  }

  @Test
  void aSinkThatItsClientHasClosedIsFoundWithTheNextEvent() {
    FakeSink gone = new FakeSink(true);
    broadcaster.register(gone);
    gone.close();
    broadcaster.broadcast(events(1).get(0));
    assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(broadcaster.size()).isZero();
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    broadcaster.onClose(
        sink -> {
          throw new IllegalStateException("as a test");
        });
    FakeSink gone = new FakeSink(true);
    FakeSink well = new FakeSink(true);
    broadcaster.register(gone);
    broadcaster.register(well);
    gone.close();
    broadcaster.broadcast(events(1).get(0));
    assertThat(well.sent()).hasSize(1);
    assertThat(closed).containsExactly(gone);
  }

  @Test
  void closingClosesEverySinkAndRefusesWhatComesAfter() {
    FakeSink slow = new FakeSink(false);
    FakeSink quick = new FakeSink(true);
    broadcaster.register(slow);
    broadcaster.register(quick);
    CompletionStage<?> stage = broadcaster.broadcast(events(1).get(0));
    broadcaster.close();
    assertThat(slow.isClosed()).isTrue();
    assertThat(quick.isClosed()).isTrue();
    assertThat(closed).containsExactlyInAnyOrder(slow, quick);
    assertThat(stage.toCompletableFuture()).isDone();
    assertThatThrownBy(() -> broadcaster.register(new FakeSink(true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> broadcaster.broadcast(events(1).get(0)))
        .isInstanceOf(IllegalStateException.class);
    broadcaster.close();
  }

  @Test
  void closingWithoutCascadeLeavesTheSinksOpen() {
    FakeSink sink = new FakeSink(true);
    broadcaster.register(sink);
    broadcaster.close(false);
    assertThat(sink.isClosed()).isFalse();
    assertThat(closed).isEmpty();
  }

  @Test
  void aSinkRegisteredTwiceGetsEachEventOnce() {
    FakeSink sink = new FakeSink(true);
    broadcaster.register(sink);
    broadcaster.register(sink);
    broadcaster.broadcast(events(1).get(0));
    assertThat(sink.sent()).hasSize(1);
  }

  @Test
  void allSinksGetTheEventsOfManyThreadsInOneOrder() throws InterruptedException {
    BoundedBroadcaster wide = new BoundedBroadcaster(100_000);
    List<FakeSink> sinks = IntStream.range(0, 4).mapToObj(i -> new FakeSink(true)).toList();
    sinks.forEach(wide::register);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      Thread thread = new Thread(() -> events(2_000).forEach(wide::broadcast));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(sinks.get(0).sent()).hasSize(6_000);
    assertThat(sinks).allMatch(sink -> sink.sent().equals(sinks.get(0).sent()));
  }

  @Test
  void aQueueHoldsAtLeastOneEvent() {
    assertThatThrownBy(() -> new BoundedBroadcaster(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more");
  }

  private static List<OutboundSseEvent> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> event()).toList();
  }

  /** Only its identity matters. */
  private static OutboundSseEvent event() {
    return (OutboundSseEvent)
        Proxy.newProxyInstance(
            OutboundSseEvent.class.getClassLoader(),
            new Class<?>[] {OutboundSseEvent.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> method.getName();
                });
  }
}
