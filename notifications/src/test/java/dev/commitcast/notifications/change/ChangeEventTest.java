package dev.commitcast.notifications.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChangeEventTest {
  private static ChangeEvent event(boolean captured, String data, String metadata) {
    return new ChangeEvent(
        new RecordedEvent(
            7,
            "id",
            "messages:1",
            captured ? OptionalLong.empty() : OptionalLong.of(1),
            "message_change",
            "room",
            data,
            metadata,
            Instant.EPOCH,
            "1",
            true,
            captured,
            10),
        new Cursor(2, 7));
  }

  @Test
  void takesACapturedChangeApart() {
    ChangeEvent event =
        event(
            true,
            "{\"operation\":\"UPDATE\",\"record\":{\"n\":1.10},\"old\":{\"n\":1},"
                + "\"changed\":[\"n\"]}",
            "{\"actor\":\"ada\",\"correlationId\":\"c\"}");

    assertThat(event.operation()).hasValue("UPDATE");
    assertThat(event.recordText()).hasValue("{\"n\":1.10}");
    assertThat(event.oldText()).hasValue("{\"n\":1}");
    assertThat(event.changed()).containsExactly("n");
    assertThat(event.actor()).hasValue("ada");
    assertThat(event.correlationId()).hasValue("c");
    assertThat(event.cursor()).hasToString("2.7");
    assertThat(event.room()).hasValue("room");
  }

  @Test
  void anAppendedEventsRecordIsItsDataWhateverItsMembersAreCalled() {
    ChangeEvent event = event(false, "{\"operation\":\"x\",\"record\":3,\"changed\":[1]}", null);

    assertThat(event.operation()).isEmpty();
    assertThat(event.record().orElseThrow().getInt("record")).isEqualTo(3);
    assertThat(event.old()).isEmpty();
    assertThat(event.changed()).isEmpty();
    assertThat(event.actor()).isEmpty();
  }

  @Test
  void dataThatAreNoObjectOrNotThereAreEmpty() {
    assertThat(event(false, "[1,2]", "3").data()).isEmpty();
    assertThat(event(false, null, null).record().orElseThrow()).isEmpty();
    assertThat(event(true, "null", null).record()).isEmpty();
  }
}
