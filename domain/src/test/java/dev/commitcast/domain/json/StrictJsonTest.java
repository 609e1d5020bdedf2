package dev.commitcast.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        " true ",
        "-0",
        "0.10e+5",
        "\"\"",
        "\"\\ud83d\\ude00 \\u00e9\\n\"",
        "[]",
        "{}",
        "[1 , [2],{\"a\" :null}]",
        "{\"a\":1,\"a\":2}",
        "\"\u2028\""
      })
  void takesWhatIsJson(String text) {
    StrictJson.check(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "--1",
        "NaN",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "[1,]",
        "[1 2]",
        "{a:1}",
        "{\"a\"}",
        "{\"a\":1,}",
        "{} {}",
        "[",
        "\"\\u0000\"",
        "\"\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "1e16001",
        "1e99999999999999999999"
      })
  void refusesWhatIsNoneOrCannotBeStored(String text) {
    assertThatThrownBy(() -> StrictJson.check(text))
        .isInstanceOf(JsonFaultException.class)
        .hasMessageMatching("(?s).+ \\(at character \\d+\\)\\.");
  }

  @Test
  void refusesANestThatIsTooDeepBeforeTheStackEnds() {
    assertThatThrownBy(() -> StrictJson.check("[".repeat(1_000_000)))
        .hasMessageContaining("nested deeper than 500");
    StrictJson.check("[".repeat(500) + "]".repeat(500));
  }

  @Test
  void leavesValuesAsTheyAreWritten() {
    assertThat(StrictJson.members("{ \"n\": 1.50, \"\\u0061\": {\"b\": [1, 2]} , \"n\":2e1}"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("n", "2e1", "a", "{\"b\": [1, 2]}"));
    assertThat(StrictJson.elements("[1, {\"a\": 2}, []]"))
        .isEqualTo(List.of("1", "{\"a\": 2}", "[]"));
  }

  @Test
  void saysWhatItGotInPlaceOfAnObject() {
    assertThatThrownBy(() -> StrictJson.members("[1]")).hasMessageContaining("not an object");
    assertThatThrownBy(() -> StrictJson.members("[1")).hasMessageContaining("ends too early");
  }

  @Property
  void whatIsQuotedIsReadBack(@ForAll String text) {
    boolean storable =
        text.indexOf('\0') < 0 && StandardCharsets.UTF_16.newEncoder().canEncode(text);
    if (storable) {
      assertThat(StrictJson.unquote(StrictJson.quote(text))).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> StrictJson.unquote(StrictJson.quote(text)))
          .isInstanceOf(JsonFaultException.class);
    }
  }
}
