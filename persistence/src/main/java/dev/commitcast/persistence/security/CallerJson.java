package dev.commitcast.persistence.security;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A caller as JSON text and back. Stateless. */
final class CallerJson {
  private CallerJson() {}

  static String print(Caller caller) {
    JsonArrayBuilder roles = JSON.createArrayBuilder();
    caller.roles().forEach(role -> roles.add(role.name()));
    JsonObjectBuilder claims = JSON.createObjectBuilder();
    caller.claims().forEach((name, values) -> claims.add(name, JSON.createArrayBuilder(values)));
    JsonObjectBuilder json =
        JSON.createObjectBuilder().add("id", caller.id()).add("roles", roles).add("claims", claims);
    caller.tokenId().ifPresent(id -> json.add("tokenId", id));
    caller.issuedAt().ifPresent(at -> json.add("issuedAt", at.toString()));
    caller.expiresAt().ifPresent(at -> json.add("expiresAt", at.toString()));
    return json.build().toString();
  }

  static Caller parse(String text) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      JsonObject json = reader.readObject();
      Set<Role> roles = new HashSet<>();
      texts(json.getJsonArray("roles")).forEach(name -> Role.of(name).ifPresent(roles::add));
      Map<String, List<String>> claims = new HashMap<>();
      json.getJsonObject("claims")
          .forEach((name, values) -> claims.put(name, texts(values.asJsonArray())));
      return new Caller(
          json.getString("id"),
          roles,
          claims,
          Optional.ofNullable(json.getString("tokenId", null)),
          Optional.ofNullable(json.getString("issuedAt", null)).map(Instant::parse),
          Optional.ofNullable(json.getString("expiresAt", null)).map(Instant::parse));
    }
  }

  private static List<String> texts(JsonArray array) {
    return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }
}
