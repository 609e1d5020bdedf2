package dev.commitcast.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EventFilterTest {
  private static final String STREAM = EventFilter.CANARY + ":one";

  @Test
  void whoAsksForNothingSpecialIsNotShownCanaries() {
    assertThat(matches(EventFilter.ALL)).isFalse();
    assertThat(EventFilter.ALL.matches("order_change", "orders:1", "orders", null)).isTrue();
  }

  @Test
  void whoNamesTheirRoomStreamTypeOrCategoryIs() {
    Set<String> none = Set.of();
    assertThat(matches(new EventFilter(Set.of(EventFilter.CANARY), none, none, none))).isTrue();
    assertThat(matches(new EventFilter(none, Set.of(STREAM), none, none))).isTrue();
    assertThat(matches(new EventFilter(none, none, Set.of("node:one"), none))).isTrue();
    assertThat(matches(new EventFilter(none, none, none, Set.of(EventFilter.CANARY)))).isTrue();
    assertThat(matches(new EventFilter(none, none, Set.of("node:two"), none))).isFalse();
  }

  private static boolean matches(EventFilter filter) {
    return filter.matches(EventFilter.CANARY, STREAM, EventFilter.CANARY, "node:one");
  }
}
