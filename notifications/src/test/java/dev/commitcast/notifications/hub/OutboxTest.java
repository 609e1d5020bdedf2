package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.Cursor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Cursor HEAD = new Cursor(1, 9);

  private final Outbox outbox = new Outbox(4_000, 3);

  @Test
  void isBoundedInFrames() {
    outbox.add(event(1));
    outbox.add(event(2));
    assertThat(outbox.fits(event(3))).isTrue();
    outbox.add(event(3));
    assertThat(outbox.fits(event(4))).isFalse();
  }

  @Test
  void isBoundedInBytes() {
    outbox.add(large(1, 1_000));
    assertThat(outbox.fits(large(2, 1_000))).isFalse();
    assertThat(outbox.fits(event(2))).isTrue();
  }

  @Test
  void letsAnEventOfAnySizeIntoAnEmptyOne() {
    assertThat(outbox.fits(large(1, 1 << 20))).isTrue();
    outbox.add(large(1, 1 << 20));
    assertThat(outbox.fits(new Heartbeat(null))).isFalse();
    assertThat(outbox.take(10)).hasSize(1);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void takesInOrderAsMuchAsIsAskedButAtLeastOne() {
    List<EncodedEvent> events = List.of(event(1), event(2), event(3));
    events.forEach(outbox::add);
    assertThat(outbox.take(2 * events.get(0).size())).containsExactly(events.get(0), events.get(1));
    assertThat(outbox.take(1)).containsExactly(events.get(2));
    assertThat(outbox.take(1)).isEmpty();
    assertThat(outbox.fits(large(4, 1 << 20))).as("all bytes are given back").isTrue();
  }

  @Test
  void isHalfFullByFramesOrByBytes() {
    assertThat(outbox.isHalfFull()).isFalse();
    outbox.add(event(1));
    assertThat(outbox.isHalfFull()).isFalse();
    outbox.add(event(2));
    assertThat(outbox.isHalfFull()).isTrue();
    outbox.clear();
    outbox.add(large(1, 1_000));
    assertThat(outbox.isHalfFull()).isTrue();
  }

  @Test
  void forgetsEventsAndWhatWouldMoveTheCursorPastThem() {
    ControlFrame live = ControlFrame.live(HEAD.at(1));
    outbox.add(live);
    outbox.add(event(2));
    outbox.add(new Heartbeat(HEAD.at(2)));
    outbox.add(event(3));
    outbox.add(ControlFrame.caughtUp(HEAD));
    assertThat(outbox.firstVersion()).isEqualTo(2);
    outbox.forgetEvents();
    assertThat(outbox.firstVersion()).isZero();
    assertThat(outbox.take(Integer.MAX_VALUE)).containsExactly(live);
  }

  private static EncodedEvent event(long version) {
    return new EncodedEvent(TestEvents.event(version), 1);
  }

  private static EncodedEvent large(long version, int bytes) {
    return new EncodedEvent(TestEvents.large(version, bytes), 1);
  }
}
