package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.log.ScanWindow;
import dev.commitcast.persistence.log.Waiting;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldTransactionsTest {
  private final HeldTransactions held = new HeldTransactions();

  @Test
  void everythingPassesWhileNothingIsRefused() {
    assertThat(held.pass(List.of(transaction(1, 10), transaction(2, 10)))).hasSize(2);
    assertThat(held.rows()).isZero();
  }

  @Test
  void whatTouchesAStreamOfOneThatStaysStaysToo() {
    held.hold(transaction(5, 10));
    List<Waiting.Transaction> free =
        held.pass(
            List.of(
                transaction(6, 11, 12),
                transaction(7, 10, 13),
                transaction(8, 13),
                transaction(9, 12)));
    assertThat(free).extracting(Waiting.Transaction::id).containsExactly(6L, 9L);
    assertThat(held.transactions()).isEqualTo(3);
    assertThat(held.rows()).isEqualTo(4);
    assertThat(held.refusals()).isEqualTo(1);
    assertThat(held.from(8)).containsExactly(8L);
  }

  @Test
  void afterOneHasGoneTheOthersAreFoundInTheirPlaces() {
    held.hold(transaction(5, 10));
    held.hold(transaction(6, 20));
    held.pass(List.of(transaction(7, 10)));
    held.release(5);
    assertThat(held.transactions()).isZero();
    List<Waiting.Transaction> free =
        held.pass(List.of(transaction(6, 20), transaction(7, 10), transaction(8, 20)));
    assertThat(free).extracting(Waiting.Transaction::id).containsExactly(7L);
    assertThat(held.from(0)).containsExactly(6L, 8L);
  }

  @Test
  void aWindowShowsTheNamedTransactionsAlone() {
    assertThat(ScanWindow.only(List.of(12L, 7L, 9L))).isEqualTo("7:9223372036854775807:7,9,12");
  }

  private static Waiting.Transaction transaction(long id, long... streams) {
    return new Waiting.Transaction(id, streams.length, Arrays.stream(streams).boxed().toList());
  }
}
