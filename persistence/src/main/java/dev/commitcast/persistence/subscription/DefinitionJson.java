package dev.commitcast.persistence.subscription;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.RetryPolicy;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A definition's filter and settings as the tables keep them. Stateless. */
final class DefinitionJson {
  private DefinitionJson() {}

  static String of(EventFilter filter) {
    JsonObjectBuilder json = JSON.createObjectBuilder();
    add(json, "types", filter.types());
    add(json, "streams", filter.streams());
    add(json, "rooms", filter.rooms());
    add(json, "categories", filter.categories());
    return json.build().toString();
  }

  static EventFilter filter(String text) {
    JsonObject json = read(text);
    return new EventFilter(
        texts(json, "types"),
        texts(json, "streams"),
        texts(json, "rooms"),
        texts(json, "categories"));
  }

  static String of(Optional<RetryPolicy> retries) {
    JsonObjectBuilder json = JSON.createObjectBuilder();
    retries.ifPresent(
        policy ->
            json.add("maxAttempts", policy.maxAttempts())
                .add("retryDelay", policy.delay().toString())
                .add("maxRetryDelay", policy.maxDelay().toString()));
    return json.build().toString();
  }

  static Optional<RetryPolicy> retries(String text) {
    JsonObject json = read(text);
    return json.containsKey("maxAttempts")
        ? Optional.of(
            new RetryPolicy(
                json.getInt("maxAttempts"),
                Duration.parse(json.getString("retryDelay")),
                Duration.parse(json.getString("maxRetryDelay"))))
        : Optional.empty();
  }

  private static void add(JsonObjectBuilder json, String name, Set<String> values) {
    if (!values.isEmpty()) {
      JsonArrayBuilder array = JSON.createArrayBuilder();
      new TreeSet<>(values).forEach(array::add);
      json.add(name, array);
    }
  }

  private static Set<String> texts(JsonObject json, String name) {
    Set<String> values = new LinkedHashSet<>();
    if (json.containsKey(name)) {
      json.getJsonArray(name)
          .getValuesAs(JsonString.class)
          .forEach(value -> values.add(value.getString()));
    }
    return values;
  }

  private static JsonObject read(String text) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
