package dev.commitcast.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReliabilityPageTest {
  private static final String PAGE =
      """
      before
      <!-- counts: written by the tests -->
      | row | n |
      | --- | --- |
      | `one` | 1 |
      | `two` | 2 |
      <!-- end of counts -->
      after
      """;

  @Test
  void aRowReplacesItsOwnLineOnly() {
    assertThat(ReliabilityPage.replace(PAGE, "counts", "one", "| `one` | 7 |"))
        .isEqualTo(PAGE.replace("| `one` | 1 |", "| `one` | 7 |"));
  }

  @Test
  void aNewRowComesLast() {
    assertThat(ReliabilityPage.replace(PAGE, "counts", "three", "| `three` | 3 |"))
        .contains("| `two` | 2 |\n| `three` | 3 |\n<!-- end of counts -->\nafter");
  }

  @Test
  void aPageWithoutThePlaceIsRefused() {
    assertThatThrownBy(() -> ReliabilityPage.replace("nothing", "counts", "one", ""))
        .hasMessageContaining("no place for the table counts");
  }
}
