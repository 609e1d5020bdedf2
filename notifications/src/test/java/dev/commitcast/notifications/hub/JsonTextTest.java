package dev.commitcast.notifications.hub;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonTextTest {
  private static final List<String> STRINGS =
      List.of(
          "",
          " ",
          "a b",
          "{",
          "}",
          "[,]",
          "\"",
          "\\",
          "\\\"",
          "a\\",
          "\n\t\r",
          "\u0001",
          "\u00e4",
          "\ud83d\ude00",
          "\u2028",
          ": ",
          "null",
          "x".repeat(300));
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1.00",
          "123456789012345678901234567890.12345678901234567890",
          "1e400",
          "-0.000000000000000000000000000001");

  /** JSON as jsonb prints it, and without the blanks between its tokens. */
  record Printed(String spaced, String compact) {}

  @Property(tries = 500)
  void compactsWhatJsonbPrintsAndChangesNothingElse(@ForAll long seed) {
    Printed json = value(new Random(seed), 4);
    assertThat(compact(json.spaced())).isEqualTo(json.compact());
    assertThat(parse(compact(json.spaced()))).isEqualTo(parse(json.spaced()));
  }

  @Property(tries = 500)
  void findsTheMembersOfAnObject(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Printed> members = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      members.put("m" + i + STRINGS.get(random.nextInt(STRINGS.size())), value(random, 3));
    }
    String json =
        members.entrySet().stream()
            .map(member -> quote(member.getKey()) + ": " + member.getValue().spaced())
            .collect(Collectors.joining(", ", "{", "}"));
    Map<String, String> found = new LinkedHashMap<>();
    JsonText.members(
        json,
        (ns, ne, vs, ve) -> found.put(json.substring(ns - 1, ne + 1), json.substring(vs, ve)));
    Map<String, String> expected = new LinkedHashMap<>();
    members.forEach((name, printed) -> expected.put(quote(name), printed.spaced()));
    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 300)
  void quotesAnyText(@ForAll String text) {
    StringBuilder out = new StringBuilder();
    JsonText.quote(text, out);
    assertThat(parse(out.toString())).isEqualTo(Json.createValue(text));
    assertThat(out.toString()).doesNotContain("\n", "\r");
  }

  @Example
  void keepsTheDigitsOfHugeNumbers() {
    assertThat(compact("{\"n\": [12345678901234567890.000, 1e400]}"))
        .isEqualTo("{\"n\":[12345678901234567890.000,1e400]}");
  }

  @Example
  void takesADepthThatAParserWouldRefuse() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(compact(deep)).isEqualTo(deep);
    JsonText.members(
        "{\"a\": " + deep + ", \"b\": 1}",
        (ns, ne, vs, ve) -> assertThat(ve - vs).isIn(deep.length(), 1));
  }

  static Printed value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0 -> same(NUMBERS.get(random.nextInt(NUMBERS.size())));
      case 1 -> same(List.of("true", "false", "null").get(random.nextInt(3)));
      case 2, 3 -> same(quote(STRINGS.get(random.nextInt(STRINGS.size()))));
      case 4 -> list(random, depth);
      default -> object(random, depth);
    };
  }

  private static Printed list(Random random, int depth) {
    StringBuilder spaced = new StringBuilder("[");
    StringBuilder compact = new StringBuilder("[");
    for (int i = 0, n = random.nextInt(4); i < n; i++) {
      Printed element = value(random, depth - 1);
      spaced.append(i > 0 ? ", " : "").append(element.spaced());
      compact.append(i > 0 ? "," : "").append(element.compact());
    }
    return new Printed(spaced.append(']').toString(), compact.append(']').toString());
  }

  static Printed object(Random random, int depth) {
    StringBuilder spaced = new StringBuilder("{");
    StringBuilder compact = new StringBuilder("{");
    for (int i = 0, n = random.nextInt(4); i < n; i++) {
      String name = quote(i + STRINGS.get(random.nextInt(STRINGS.size())));
      Printed element = value(random, depth - 1);
      spaced.append(i > 0 ? ", " : "").append(name).append(": ").append(element.spaced());
      compact.append(i > 0 ? "," : "").append(name).append(':').append(element.compact());
    }
    return new Printed(spaced.append('}').toString(), compact.append('}').toString());
  }

  static JsonValue parse(String json) {
    // a bare value is no text for every reader, a list of one is
    try (JsonReader reader = Json.createReader(new StringReader("[" + json + "]"))) {
      return reader.readArray().get(0);
    }
  }

  private static Printed same(String text) {
    return new Printed(text, text);
  }

  private static String quote(String text) {
    return Json.createValue(text).toString();
  }

  private static String compact(String json) {
    StringBuilder out = new StringBuilder();
    JsonText.compact(json, 0, json.length(), out);
    return out.toString();
  }
}
