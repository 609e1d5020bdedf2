package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.presence.Rooms;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a socket does before it has subscribed to anything; the rest takes a hub. */
class SocketTest {
  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          5,
          64 * 1024,
          8 * 1024,
          10,
          2,
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  private final AtomicInteger ends = new AtomicInteger();
  private final FakeWire wire = new FakeWire(true);
  private final Socket socket = socket(Optional.empty(), wire);

  private Socket socket(Optional<Instant> expiresAt, FakeWire over) {
    SocketParts parts =
        new SocketParts(
            SETTINGS,
            caller -> Access.SYSTEM,
            (request, outlet) -> {
              throw new UnsupportedOperationException("There is no hub here.");
            },
            Rooms.alone("test"),
            () -> Duration.ofMillis(2_500),
            Runnable::run,
            GatewayMetrics.NONE);
    Caller caller =
        new Caller(
            "ann", Set.of(Role.READER), Map.of(), Optional.empty(), Optional.empty(), expiresAt);
    return new Socket(caller, over, parts, ends::incrementAndGet);
  }

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  @Test
  void answersWhatIsWrongWithAnErrorThatBearsItsId() {
    socket.take("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
    assertThat(wire.sent).hasSize(1);
    assertThat(wire.sent.get(0))
        .startsWith("{\"type\":\"error\",\"id\":\"a\",\"problem\":\"/docs/problems#not-found\"")
        .contains("\"status\":404");
    assertThat(wire.ends).isEmpty();
  }

  @Test
  void closesOnceAndBehindTheFirstThingThatBreaksTheProtocol() {
    socket.take("[]");
    socket.take("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
    assertThat(wire.sent).isEmpty();
    assertThat(wire.ends).hasSize(1);
    assertThat(wire.ends.get(0)).startsWith("BAD_MESSAGE ");
    assertThat(ends).hasValue(1);
  }

  @Test
  void closesAClientThatSaysTooMuchInASecond() {
    for (int i = 0; i < 100; i++) {
      socket.take("{\"type\":\"leave\",\"room\":\"r\"}");
    }
    assertThat(wire.ends).singleElement().asString().startsWith("TOO_MANY ");
  }

  @Test
  void pingsAndEndsAClientThatGivesNoSignOfLife() {
    assertThat(socket.look(in(Duration.ofSeconds(21)), Instant.now())).isTrue();
    assertThat(wire.pings).isOne();
    socket.heard();
    assertThat(socket.look(in(Duration.ofSeconds(50)), Instant.now())).isTrue();
    assertThat(wire.ends).isEmpty();
    socket.look(in(Duration.ofSeconds(80)), Instant.now());
    assertThat(wire.ends).singleElement().asString().startsWith("GONE ");
  }

  @Test
  void endsWhenTheTokenExpires() {
    Instant end = Instant.parse("2026-11-21T10:00:00Z");
    Socket expiring = socket(Optional.of(end), wire);
    expiring.look(System.nanoTime(), end.minusMillis(1));
    assertThat(wire.ends).isEmpty();
    expiring.look(System.nanoTime(), end);
    assertThat(wire.ends).singleElement().asString().startsWith("UNAUTHENTICATED ");
  }

  @Test
  void cutsAClientThatTakesNothing() {
    FakeWire deaf = new FakeWire(false);
    Socket stuck = socket(Optional.empty(), deaf);
    stuck.take("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
    stuck.look(in(Duration.ofSeconds(29)), Instant.now());
    assertThat(deaf.ends).isEmpty();
    stuck.look(in(Duration.ofSeconds(31)), Instant.now());
    assertThat(deaf.ends).singleElement().asString().startsWith("GONE ");
  }

  @Test
  void waitsForAClientsLastMessageButNotForLong() {
    FakeWire deaf = new FakeWire(false);
    Socket stuck = socket(Optional.empty(), deaf);
    stuck.take("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
    stuck.drain();
    assertThat(deaf.ends).isEmpty();
    assertThat(stuck.look(in(Duration.ofSeconds(3)), Instant.now())).isTrue();
    assertThat(deaf.ends).singleElement().asString().startsWith("RESTART ");
    assertThat(stuck.look(in(Duration.ofSeconds(31)), Instant.now())).isFalse();
  }

  @Test
  void aClientThatHasGoneEndsItOnce() {
    socket.gone();
    socket.gone();
    socket.take("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
    assertThat(wire.sent).isEmpty();
    assertThat(ends).hasValue(1);
  }
}
