package dev.commitcast.notifications.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import jakarta.json.Json;
import org.junit.jupiter.api.Test;

class UpcastersTest {
  private static final EventShape FIRST = EventShape.of("paid");
  private static final EventShape SECOND = new EventShape("paid", 2);
  private static final EventShape RENAMED = EventShape.of("deposited");

  private static final Upcaster ADD_CURRENCY =
      Upcaster.ofObject(
          FIRST, SECOND, old -> Json.createObjectBuilder(old).add("currency", "EUR").build());

  @Test
  void leadsFromFormToFormInWhateverOrderTheyAreGiven() {
    Upcasters chain = Upcasters.of(Upcaster.renamed(SECOND, RENAMED), ADD_CURRENCY);

    SourcedEvent newest = chain.apply(event(FIRST.with("{\"amount\": 1.50}")));

    assertThat(newest.shape()).isEqualTo(RENAMED);
    assertThat(newest.data()).isEqualTo("{\"amount\":1.50,\"currency\":\"EUR\"}");
    assertThat(newest.streamVersion()).hasValue(7);
  }

  @Test
  void entersTheChainWhereTheEventsVersionIs() {
    Upcasters chain = Upcasters.of(ADD_CURRENCY, Upcaster.renamed(SECOND, RENAMED));

    SourcedEvent newest = chain.apply(event(SECOND.with("{\"currency\": \"USD\"}")));

    assertThat(newest.shape()).isEqualTo(RENAMED);
    assertThat(newest.data()).isEqualTo("{\"currency\": \"USD\"}");
  }

  @Test
  void leavesWhatItDoesNotKnow() {
    SourcedEvent other = event(EventData.of("closed", null));

    assertThat(Upcasters.of(ADD_CURRENCY).apply(other)).isSameAs(other);
  }

  @Test
  void refusesACircleAndTwoReadersOfOneForm() {
    assertThatThrownBy(() -> Upcasters.of(ADD_CURRENCY, Upcaster.renamed(SECOND, FIRST)))
        .hasMessageContaining("circle");
    assertThatThrownBy(() -> Upcasters.of(ADD_CURRENCY, Upcaster.renamed(FIRST, RENAMED)))
        .hasMessageContaining("Two upcasters");
  }

  private static SourcedEvent event(EventData data) {
    return SourcedEvent.of(new StreamId("s"), data, new AppendedEvent("id", 7, false));
  }
}
