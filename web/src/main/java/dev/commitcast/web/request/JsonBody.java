package dev.commitcast.web.request;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object that a client sent. Every look-up that fails is a problem which names the member
 * and what is allowed. A member may be spelled like its column or in camel case. Immutable.
 */
public final class JsonBody {

  private final JsonObject object;

  private JsonBody(JsonObject object) {
    this.object = object;
  }

  /**
   * Reads all of it.
   *
   * @param members those that are known, spelled like columns
   */
  public static JsonBody read(InputStream in, Set<String> members) {
    JsonValue value = parse(text(in));
    if (value.getValueType() != JsonValue.ValueType.OBJECT) {
      throw unreadable("The body is a JSON object, not " + typeOf(value) + ".", null);
    }
    return new JsonBody(value.asJsonObject()).knowing(members);
  }

  private static JsonValue parse(String text) {
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      if (parser.hasNext()) {
        parser.next();
        throw new JsonException("Something follows the end.");
      }
      return value;
    } catch (RuntimeException e) {
      // Parsers tell some faults, such as a nest that is too deep, by no class of their own.
      throw unreadable("The body is not well-formed JSON. " + faultOf(text), e);
    }
  }

  /** The parser's own words speak of its tokens, and its places are not those of the text. */
  private static String faultOf(String text) {
    try {
      StrictJson.check(text);
      return "It is nested too deeply, or holds a number that is too long.";
    } catch (JsonFaultException e) {
      return e.getMessage();
    }
  }

  /** All of a body, which is UTF-8. */
  public static String text(InputStream in) {
    try {
      byte[] bytes = in.readAllBytes();
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable("The body is not valid UTF-8.", e);
    } catch (IOException e) {
      throw unreadable("The body ended too early.", e);
    }
  }

  private JsonBody knowing(Set<String> members) {
    for (String name : object.keySet()) {
      if (!members.contains(snakeCase(name))) {
        throw Problem.invalidValue(
                name, "Nothing is known of " + name + "; there is " + members + ".")
            .asException();
      }
    }
    return this;
  }

  public boolean has(String name) {
    return object.containsKey(spelled(name));
  }

  /** The text; empty if the member is absent or {@code null}. */
  public Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              if (!(value instanceof JsonString string)) {
                throw invalid(name, "is a text, not " + typeOf(value) + ".", null);
              }
              return storable(name, string.getString());
            });
  }

  public String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A time with an offset, such as {@code 2026-11-21T10:00:00+01:00}. */
  public Optional<OffsetDateTime> time(String name) {
    return text(name)
        .map(
            text -> {
              try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                if (time.getYear() < 1 || time.getYear() > 9999) {
                  throw invalid(name, "lies in the years 1 to 9999.", null);
                }
                return time;
              } catch (DateTimeParseException e) {
                throw invalid(name, "is a time like 2026-11-21T10:00:00+01:00.", e);
              }
            });
  }

  public OffsetDateTime requiredTime(String name) {
    return time(name).orElseThrow(() -> missing(name));
  }

  public Optional<BigDecimal> decimal(String name) {
    return value(name)
        .map(
            value -> {
              if (!(value instanceof JsonNumber number)) {
                throw invalid(name, "is a number, not " + typeOf(value) + ".", null);
              }
              return number.bigDecimalValue();
            });
  }

  /** A whole number; empty if the member is absent. */
  public Optional<Integer> whole(String name, int min, int max) {
    return decimal(name)
        .map(
            number -> {
              try {
                int value = number.intValueExact();
                if (value >= min && value <= max) {
                  return value;
                }
              } catch (ArithmeticException expected) {
                // the same sentence as for a number that is out of range follows
              }
              throw invalid(name, "is a whole number from " + min + " to " + max + ".", null);
            });
  }

  /** An array of texts; empty if the member is absent. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    value(name)
        .ifPresent(
            value -> {
              if (!(value instanceof JsonArray array)) {
                throw invalid(name, "is an array of texts, not " + typeOf(value) + ".", null);
              }
              for (JsonValue each : array) {
                if (!(each instanceof JsonString text)) {
                  throw invalid(name, "is an array of texts; it holds " + typeOf(each) + ".", null);
                }
                texts.add(storable(name, text.getString()));
              }
            });
    return texts;
  }

  /** An object within this one; without members if it is absent. */
  public JsonBody within(String name, Set<String> members) {
    JsonObject inner =
        value(name)
            .map(
                value -> {
                  if (value.getValueType() != JsonValue.ValueType.OBJECT) {
                    throw invalid(name, "is an object, not " + typeOf(value) + ".", null);
                  }
                  return value.asJsonObject();
                })
            .orElse(JsonValue.EMPTY_JSON_OBJECT);
    return new JsonBody(inner).knowing(members);
  }

  /** A JSON object, as text. */
  public Optional<String> object(String name) {
    return value(name)
        .map(
            value -> {
              if (value.getValueType() != JsonValue.ValueType.OBJECT) {
                throw invalid(name, "is an object, not " + typeOf(value) + ".", null);
              }
              return value.toString();
            });
  }

  /** Any JSON, as text; empty if the member is absent, but not if it is {@code null}. */
  public Optional<String> json(String name) {
    return Optional.ofNullable(object.get(spelled(name))).map(JsonValue::toString);
  }

  /** A problem with a member, which is named as the client spelled it. */
  public ProblemException invalid(String name, String restOfSentence, Throwable cause) {
    return Problem.invalidValue(spelled(name), spelled(name) + " " + restOfSentence)
        .asException(cause);
  }

  /** A problem whose sentence comes from the object that refused the value. */
  public ProblemException refused(String name, IllegalArgumentException cause) {
    return Problem.invalidValue(spelled(name), cause.getMessage()).asException(cause);
  }

  private ProblemException missing(String name) {
    return invalid(name, "must be given.", null);
  }

  private Optional<JsonValue> value(String name) {
    return Optional.ofNullable(object.get(spelled(name))).filter(value -> value != JsonValue.NULL);
  }

  private String spelled(String name) {
    String camelCase = camelCase(name);
    return object.containsKey(camelCase) ? camelCase : name;
  }

  /** PostgreSQL stores every character but NUL, and half a surrogate pair is none. */
  private String storable(String name, String text) {
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_16.newEncoder().canEncode(text)) {
      throw invalid(name, "holds a character that cannot be stored.", null);
    }
    return text;
  }

  private static ProblemException unreadable(String detail, Throwable cause) {
    return Problem.of(ProblemType.INVALID_BODY).detail(detail).asException(cause);
  }

  private static String typeOf(JsonValue value) {
    return switch (value.getValueType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case TRUE, FALSE -> "a boolean";
      case NULL -> "null";
    };
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String part : name.split("_")) {
      camel.append(
          camel.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return camel.toString();
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
