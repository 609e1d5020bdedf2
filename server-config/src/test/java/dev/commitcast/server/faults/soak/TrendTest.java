package dev.commitcast.server.faults.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  @Test
  void aFigureThatWarmsUpAndStaysIsFlat() {
    List<Long> heap =
        LongStream.range(0, 60).map(i -> 60_000 + Math.min(i, 8) * 5_000).boxed().toList();
    assertThat(Trend.of("node", "heap kB", heap).isFlat()).isTrue();
  }

  @Test
  void aFigureThatGrowsIsNot() {
    List<Long> threads = LongStream.range(0, 60).map(i -> 80 + i).boxed().toList();
    Trend trend = Trend.of("node", "threads", threads);
    assertThat(trend.isFlat()).isFalse();
    assertThat(trend.early()).isEqualTo(95);
    assertThat(trend.late()).isEqualTo(135);
  }

  @Test
  void oneHighValueIsNoTrend() {
    List<Long> rows = LongStream.range(0, 60).map(i -> i == 57 ? 10_000 : 3).boxed().toList();
    assertThat(Trend.of("database", "pending_events", rows).isFlat()).isTrue();
  }

  @Test
  void aShortLifeSaysNothing() {
    assertThat(Trend.isLong(11)).isFalse();
    assertThat(Trend.isLong(12)).isTrue();
  }
}
