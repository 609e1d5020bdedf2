package dev.commitcast.notifications.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.PGNotification;
import org.postgresql.core.Notification;

class UnheardTest {
  private final Unheard unheard = new Unheard();

  @Test
  void ofManyVersionsOnlyTheHighestIsKept() {
    List<PGNotification> many = new ArrayList<>();
    for (int version : new int[] {7, 100_000, 99_999, 8}) {
      many.add(announced(Integer.toString(version)));
    }
    unheard.add(many);
    unheard.add(List.of(announced("3")));
    assertThat(unheard.isEmpty()).isFalse();
    assertThat(unheard.take()).extracting(PGNotification::getParameter).containsExactly("100000");
    assertThat(unheard.isEmpty()).isTrue();
    assertThat(unheard.take()).isEmpty();
  }

  @Test
  void whatIsNoVersionIsKeptBesides() {
    unheard.add(List.of(announced("{}"), announced("5"), announced("rubbish")));
    assertThat(unheard.take())
        .extracting(PGNotification::getParameter)
        .containsExactly("5", "rubbish");
  }

  private static PGNotification announced(String text) {
    return new Notification("commitcast_log", 1, text);
  }
}
