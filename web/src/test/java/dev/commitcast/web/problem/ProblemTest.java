package dev.commitcast.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void repeatsNoMoreOfALongNameThanHelps() {
    Problem problem = Problem.invalidValue("n".repeat(100_000), "x".repeat(100_000) + " is new.");

    assertThat(problem.toJson().toString()).hasSizeLessThan(2_000).contains(" is new.", " … ");
  }

  @Test
  void cutsNoCharacterInTwo() {
    for (String odd : new String[] {"", "x"}) {
      String detail =
          Problem.notFound(odd + "\ud83d\ude00".repeat(1_000)).toJson().getString("detail");

      assertThat(StandardCharsets.UTF_16.newEncoder().canEncode(detail)).isTrue();
    }
  }
}
