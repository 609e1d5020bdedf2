package dev.commitcast.persistence.journal;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** Plain Java values as JSON, whatever they are. Stateless, thread-safe. */
final class JsonLine {
  private JsonLine() {}

  static JsonGenerator generator(Writer writer) {
    return JSON.createGenerator(writer);
  }

  static void write(JsonGenerator json, Object value) {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      map.forEach(
          (key, member) -> {
            json.writeKey(String.valueOf(key));
            write(json, member);
          });
      json.writeEnd();
    } else if (value instanceof JsonValue given) {
      json.write(given);
    } else if (value instanceof Iterable<?> members) {
      json.writeStartArray();
      members.forEach(member -> write(json, member));
      json.writeEnd();
    } else if (value instanceof Boolean flag) {
      json.write(flag);
    } else if (value instanceof Number number) {
      writeNumber(json, number);
    } else {
      json.write(String.valueOf(value));
    }
  }

  private static void writeNumber(JsonGenerator json, Number number) {
    if (number instanceof BigDecimal decimal) {
      json.write(decimal);
    } else if (number instanceof BigInteger integer) {
      json.write(integer);
    } else if (number instanceof Long || number instanceof Integer || number instanceof Short) {
      json.write(number.longValue());
    } else if (Double.isFinite(number.doubleValue())) {
      json.write(number.doubleValue());
    } else {
      // JSON has no word for it.
      json.write(number.toString());
    }
  }
}
