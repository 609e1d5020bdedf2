package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
  private static final Set<String> MEMBERS =
      Set.of("user_id", "content", "metadata", "at", "price");

  private static JsonBody read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonBody read(byte[] json) {
    return JsonBody.read(new ByteArrayInputStream(json), MEMBERS);
  }

  private static Problem problemOf(String json, Consumer<JsonBody> look) {
    return catchThrowableOfType(ProblemException.class, () -> look.accept(read(json))).problem();
  }

  @Test
  void readsMembersInBothSpellings() {
    assertThat(read("{\"userId\":\"a\"}").requiredText("user_id")).isEqualTo("a");
    assertThat(read("{\"user_id\":\"a\"}").requiredText("user_id")).isEqualTo("a");
  }

  @Test
  void absentAndNullAreEmptyButNotTheSame() {
    JsonBody body = read("{\"content\":null}");

    assertThat(body.text("content")).isEmpty();
    assertThat(body.has("content")).isTrue();
    assertThat(body.has("at")).isFalse();
  }

  @Test
  void keepsEveryDigitOfANumber() {
    assertThat(read("{\"price\":12345678901234567890.12}").decimal("price"))
        .hasValue(new BigDecimal("12345678901234567890.12"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{]", "[1]", "\"a\"", "{\"a\":}", "{} {}", "nul", "{'a':1}"})
  void saysWhenItCannotBeRead(String json) {
    Problem problem = problemOf(json, body -> {});

    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_BODY);
    assertThat(problem.status()).isEqualTo(400);
  }

  @Test
  void survivesADeepNest() {
    assertThat(problemOf("{\"metadata\":" + "[".repeat(100_000), body -> {}).status())
        .isEqualTo(400);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> read(new byte[] {'{', '"', (byte) 0xff, '"', '}'}));

    assertThat(refused.problem().type()).isEqualTo(ProblemType.INVALID_BODY);
  }

  @Test
  void namesAMemberThatNobodyKnows() {
    Problem problem = problemOf("{\"contents\":\"a\"}", body -> {});

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.toJson().getString("field")).isEqualTo("contents");
  }

  @Test
  void namesAMemberAsItWasSpelled() {
    assertThat(
            problemOf("{\"userId\":7}", body -> body.text("user_id")).toJson().getString("field"))
        .isEqualTo("userId");
    assertThat(problemOf("{}", body -> body.requiredText("user_id")).toJson().getString("detail"))
        .isEqualTo("user_id must be given.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "\\ud800", "x\\udc00y"})
  void refusesATextThatCannotBeStored(String text) {
    assertThat(problemOf("{\"content\":\"" + text + "\"}", body -> body.text("content")).status())
        .isEqualTo(422);
  }

  @Test
  void takesPairsOfSurrogates() {
    assertThat(read("{\"content\":\"\\ud83d\\ude00\"}").text("content")).hasValue("\uD83D\uDE00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tomorrow\"",
        "\"2026-11-21\"",
        "\"2026-11-21T10:00:00\"",
        "7",
        "\"+999999999-01-01T00:00:00Z\""
      })
  void refusesATimeWithoutItsOffset(String time) {
    assertThat(problemOf("{\"at\":" + time + "}", body -> body.time("at")).status()).isEqualTo(422);
  }
}
