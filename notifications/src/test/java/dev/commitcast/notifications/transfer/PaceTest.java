package dev.commitcast.notifications.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  private static Transfer at(long place, long added) {
    return new Transfer(
        "id",
        "jsonl",
        "file",
        TransferState.RUNNING,
        place,
        added,
        10_000,
        added,
        1,
        0,
        List.of(),
        "",
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @Test
  void saysNothingBeforeItHasMoved() {
    pace.at(at(0, 0), 0);

    assertThat(pace.perSecond()).isZero();
    assertThat(pace.secondsLeft()).isEmpty();
    assertThat(pace.line()).isEqualTo("0 %, 1 read: 0 new, 1 there already, 0 not taken");
  }

  @Test
  void countsFromWhereThisRunBegan() {
    pace.at(at(5_000, 500), TimeUnit.SECONDS.toNanos(100));
    pace.at(at(7_500, 900), TimeUnit.SECONDS.toNanos(102));

    assertThat(pace.perSecond()).isEqualTo(200);
    assertThat(pace.secondsLeft()).hasValue(2);
    assertThat(pace.line()).startsWith("75 %, 901 read").endsWith("; 200/s, 2 s left");
  }
}
