package dev.commitcast.domain.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdditiveMergeTest {
  @Test
  void keepsTheMembersOfBothAndTheLaterOfTwoPlainValues() {
    assertThat(
            AdditiveMerge.of(
                "{\"title\": \"a\", \"tags\": [\"x\"], \"size\": {\"w\": 1}}",
                "{\"title\": \"b\", \"tags\": [\"y\", \"x\"], \"size\": {\"h\": 2}, \"new\": true}"))
        .isEqualTo(
            "{\"title\":\"b\",\"tags\":[\"x\",\"y\"],\"size\":{\"w\":1,\"h\":2},\"new\":true}");
  }

  @Test
  void takesTheLaterWhereTheKindsDiffer() {
    assertThat(AdditiveMerge.of("{\"a\": 1}", " [1] ")).isEqualTo("[1]");
    assertThat(AdditiveMerge.of("1", "null")).isEqualTo("null");
  }

  @Test
  void mergingTheSameTwiceChangesNothing() {
    String once = AdditiveMerge.of("{\"a\":[1,2]}", "{\"a\":[3]}");
    assertThat(AdditiveMerge.of(once, "{\"a\":[3]}")).isEqualTo(once);
  }
}
