package dev.commitcast.server.badinput;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The OpenAPI document as the node serves it. Immutable. */
final class ApiDocument {
  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  private final JsonObject root;

  private ApiDocument(JsonObject root) {
    this.root = root;
  }

  static ApiDocument read(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return new ApiDocument(reader.readObject());
    }
  }

  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String path : root.getJsonObject("paths").keySet()) {
      JsonObject item = root.getJsonObject("paths").getJsonObject(path);
      for (String method : item.keySet()) {
        if (METHODS.contains(method)) {
          endpoints.add(endpoint(path, method, item));
        }
      }
    }
    return endpoints;
  }

  private Endpoint endpoint(String path, String method, JsonObject item) {
    JsonObject operation = item.getJsonObject(method);
    List<String> queries = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    for (JsonObject owner : List.of(item, operation)) {
      for (JsonValue each :
          owner.getOrDefault("parameters", JsonArray.EMPTY_JSON_ARRAY).asJsonArray()) {
        JsonObject parameter = resolved(each.asJsonObject());
        switch (parameter.getString("in")) {
          case "query" -> queries.add(parameter.getString("name"));
          case "header" -> headers.add(parameter.getString("name"));
          default -> {
            // those of the path stand in it
          }
        }
      }
    }
    JsonObject content =
        Optional.ofNullable(operation.getJsonObject("requestBody"))
            .map(body -> resolved(body).getJsonObject("content"))
            .orElse(JsonValue.EMPTY_JSON_OBJECT);
    JsonObject schema =
        content.values().stream()
            .map(type -> type.asJsonObject().getJsonObject("schema"))
            .filter(found -> found != null)
            .findFirst()
            .orElse(null);
    return new Endpoint(
        method.toUpperCase(Locale.ROOT),
        path,
        queries,
        headers,
        schema,
        List.copyOf(content.keySet()));
  }

  /** What a reference leads to, or the value itself. */
  JsonObject resolved(JsonObject value) {
    if (!value.containsKey("$ref")) {
      return value;
    }
    JsonObject at = root;
    for (String part : value.getString("$ref").substring(2).split("/")) {
      at = at.getJsonObject(part);
    }
    return resolved(at);
  }

  /** The members of an object's schema, by name; of an array's, those of its items. */
  Map<String, JsonObject> members(JsonObject schema) {
    JsonObject object = resolved(schema);
    if (object.containsKey("items")) {
      return members(object.getJsonObject("items"));
    }
    Map<String, JsonObject> members = new TreeMap<>();
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      object
          .getOrDefault(choice, JsonArray.EMPTY_JSON_ARRAY)
          .asJsonArray()
          .forEach(each -> members.putAll(members(each.asJsonObject())));
    }
    JsonObject own = object.getJsonObject("properties");
    if (own != null) {
      own.forEach((name, value) -> members.put(name, resolved(value.asJsonObject())));
    }
    return members;
  }

  boolean isArray(JsonObject schema) {
    return resolved(schema).containsKey("items");
  }
}
