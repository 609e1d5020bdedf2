package dev.commitcast.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScanWindowTest {
  private final AtomicLong now = new AtomicLong();
  private final ScanWindow window = new ScanWindow(Duration.ofMinutes(3), now::get);

  @Test
  void startsWideOpenAndStaysSoAfterTheFirstDrain() {
    assertThat(window.current()).isEqualTo(ScanWindow.WIDE_OPEN);
    window.after(complete("10:10:"));
    assertThat(window.current()).isEqualTo(ScanWindow.WIDE_OPEN);
  }

  @Test
  void isTheSnapshotOfTheStatementBeforeTheLastCompleteDrain() {
    window.after(complete("10:10:"));
    window.after(complete("20:20:"));
    assertThat(window.current()).isEqualTo("10:10:");
    window.after(complete("30:30:"));
    assertThat(window.current()).isEqualTo("20:20:");
  }

  @Test
  void isNotMovedByADrainThatWasCutShort() {
    window.after(complete("10:10:"));
    window.after(complete("20:20:"));
    window.after(cutShort("30:30:"));
    window.after(cutShort("40:40:"));
    assertThat(window.current()).isEqualTo("10:10:");
    window.after(complete("50:50:"));
    assertThat(window.current()).isEqualTo("40:40:");
  }

  @Test
  void opensAfterAnErrorAndForgetsWhatWasBefore() {
    window.after(complete("10:10:"));
    window.after(complete("20:20:"));
    window.open();
    assertThat(window.current()).isEqualTo(ScanWindow.WIDE_OPEN);
    window.after(complete("30:30:"));
    assertThat(window.current()).isEqualTo(ScanWindow.WIDE_OPEN);
  }

  @Test
  void opensNowAndThenAsANet() {
    window.after(complete("10:10:"));
    window.after(complete("20:20:"));
    now.addAndGet(Duration.ofMinutes(3).toNanos());
    assertThat(window.current()).isEqualTo("10:10:");
    now.incrementAndGet();
    assertThat(window.current()).isEqualTo(ScanWindow.WIDE_OPEN);
  }

  private static DrainResult complete(String snapshot) {
    return new DrainResult(1, 0, false, snapshot, 1, 0);
  }

  private static DrainResult cutShort(String snapshot) {
    return new DrainResult(1, 1, true, snapshot, 1, 0);
  }
}
