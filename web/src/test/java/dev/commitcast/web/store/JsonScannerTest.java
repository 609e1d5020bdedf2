package dev.commitcast.web.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.web.problem.ProblemException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static String value(String text) {
    JsonScanner json = new JsonScanner(text);
    String value = json.value("here");
    json.expectEnd();
    return value;
  }

  @Property(tries = 500)
  void cutsAnyValueOutAsItStands(@ForAll("values") String value, @ForAll("blanks") String blanks) {
    assertThat(value(blanks + value + blanks)).isEqualTo(value);
    JsonScanner json = new JsonScanner("[" + blanks + value + blanks + ",1]");
    json.expect('[');
    assertThat(json.value("here")).isEqualTo(value);
    assertThat(json.skip(',')).isTrue();
  }

  @Property(tries = 500)
  void refusesEveryPrefixOfAnObject(@ForAll("values") String value) {
    String object = "{\"a\":" + value + "}";
    for (int length = 0; length < object.length(); length++) {
      String prefix = object.substring(0, length);
      assertThatThrownBy(() -> value(prefix)).as(prefix).isInstanceOf(ProblemException.class);
    }
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.strings().withChars(' ', '\t', '\n', '\r').ofMaxLength(3);
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> plain =
        Arbitraries.of(
            "null",
            "true",
            "false",
            "0",
            "-1.50",
            "1e-400000",
            "\"\"",
            "\"\\u0041\\n\\\\\\\"\"",
            "\"é🎉\\ud83c\\udf89\"",
            "[]",
            "{}",
            "12345678901234567890.123456789012345678901");
    return Arbitraries.lazyOf(
        () -> plain,
        () -> plain,
        () -> values().list().ofMaxSize(3).map(each -> "[" + String.join(" ,", each) + "]"),
        () ->
            Combinators.combine(values(), values())
                .as((a, b) -> "{\"\": " + a + ",\"b\\u0041b\" :" + b + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulll",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "[}",
        "{]",
        "1 2",
        "\u00a01",
        "NaN",
        "'a'",
        "/**/1"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> value(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not well-formed JSON: at character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\u0000\"", "\"\\ud800\"", "[\"\\udc00\"]", "{\"\\ud800x\":1}"})
  void namesThePlaceOfWhatCannotBeStored(String text) {
    assertThatThrownBy(() -> value(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("here holds a character that cannot be stored");
  }

  @Test
  void goesToAnyDepth() {
    String deep = "[{\"a\":".repeat(200_000) + "1" + "}]".repeat(200_000);
    assertThat(value(deep).length()).isEqualTo(deep.length());
  }
}
