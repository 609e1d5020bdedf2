package dev.commitcast.server.badinput;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Bodies that are wrong in some way, often a small one. For one thread. */
final class BadBodies {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "1e400",
          "1e-400",
          "1E+99999999",
          "9223372036854775808",
          "99999999999999999999999999999999",
          "-0.0",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"\":0}",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "[1,\"a\",{}]",
          "[\"\"]",
          "{\"a\":1,\"a\":2}",
          "\"2026-13-45T99:99:99Z\"",
          "\"+999999999-12-31T23:59:59Z\"");
  private static final List<String> BROKEN =
      List.of(
          "",
          " ",
          "{",
          "[",
          "\"",
          "}",
          "{\"a\"",
          "{\"a\":",
          "{\"a\":1,}",
          "[1,]",
          "{a:1}",
          "'a'",
          "nul",
          "tru",
          "01",
          "+1",
          ".5",
          "1.",
          "\"\\x\"",
          "\"\\u12\"",
          "\"\t\"",
          "{} {}",
          "[]x",
          "\u0000",
          "\ufeff{}",
          "<a/>",
          "a=b&c=d",
          "NaN",
          "-",
          "//",
          "{\"a\":1 \"b\":2}");

  private final BadValues values;
  private final ApiDocument document;

  BadBodies(BadValues values, ApiDocument document) {
    this.values = values;
    this.document = document;
  }

  byte[] body(JsonObject schema) {
    byte[] text = text(schema).getBytes(StandardCharsets.UTF_8);
    return switch (values.below(12)) {
      case 0 -> values.bytes(200);
      case 1 -> Arrays.copyOf(text, values.below(text.length + 1));
      case 2 -> {
        if (text.length > 0) {
          text[values.below(text.length)] = (byte) values.below(256);
        }
        yield text;
      }
      default -> text;
    };
  }

  /** Of well-formed JSON or of less, sometimes of half of it. */
  byte[] packed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] all = out.toByteArray();
    return values.oneIn(2) ? all : Arrays.copyOf(all, values.below(all.length));
  }

  private String text(JsonObject schema) {
    return switch (values.below(8)) {
      case 0 -> values.one(BROKEN);
      case 1 -> values.one(VALUES);
      case 2 -> nested(values.one(List.of(10, 400, 1_000, 20_000)));
      default -> schema == null ? values.one(VALUES) : object(schema);
    };
  }

  private String nested(int depth) {
    return values.oneIn(2)
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"data\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  /** The members that are known, most with a fitting value, some with another or left out. */
  private String object(JsonObject schema) {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<String, JsonObject> member : document.members(schema).entrySet()) {
      if (values.oneIn(6)) {
        continue;
      }
      add(json, member.getKey(), values.oneIn(3) ? bad() : fitting(member.getValue()));
      if (values.oneIn(40)) {
        add(json, member.getKey(), bad());
      }
    }
    if (values.oneIn(10)) {
      add(json, values.oneIn(2) ? "n".repeat(100_000) : values.text(), bad());
    }
    json.append('}');
    boolean array = document.isArray(schema) ? !values.oneIn(10) : values.oneIn(10);
    return array ? "[" + json + (values.oneIn(4) ? "," + bad() : "") + "]" : json.toString();
  }

  private static void add(StringBuilder json, String name, String value) {
    json.append(json.length() > 1 ? "," : "").append(quoted(name)).append(':').append(value);
  }

  private String bad() {
    return switch (values.below(6)) {
      case 0, 1 -> quoted(values.text());
      case 2 -> nested(values.one(List.of(3, 600, 3_000)));
      case 3 -> "9".repeat(1 + values.below(values.oneIn(5) ? 20_000 : 40));
      default -> values.one(VALUES);
    };
  }

  private String fitting(JsonObject schema) {
    if (schema.containsKey("enum")) {
      return values.one(schema.getJsonArray("enum")).toString();
    }
    if (schema.containsKey("example")) {
      return schema.get("example").toString();
    }
    return switch (schema.get("type") == null ? "" : schema.get("type").toString()) {
      case "\"integer\"", "\"number\"" -> Integer.toString(values.below(5));
      case "\"boolean\"" -> Boolean.toString(values.oneIn(2));
      case "\"array\"" -> "[" + fitting(document.resolved(schema.getJsonObject("items"))) + "]";
      case "\"object\"" -> schema.containsKey("properties") ? object(schema) : "{\"a\":1}";
      case "\"string\"" ->
          "date-time".equals(schema.getString("format", ""))
              ? "\"2026-11-21T10:00:00Z\""
              : quoted(values.one(List.of("a", "orders-1", "01JD0000000000000000GENERA")));
      default -> values.one(VALUES);
    };
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
