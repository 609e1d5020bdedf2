package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
  /** What the document says about each operation: its role, or that anybody who is known may. */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> roles = new TreeMap<>();
    try (InputStream file = PermissionsTest.class.getResourceAsStream("/META-INF/openapi.json");
        JsonReader reader = Json.createReader(file)) {
      reader
          .readObject()
          .getJsonObject("paths")
          .forEach(
              (path, methods) ->
                  methods
                      .asJsonObject()
                      .forEach(
                          (method, operation) ->
                              roles.put(
                                  method.toUpperCase(Locale.ROOT) + " " + path,
                                  requirement(operation.asJsonObject()))));
    }
    return roles;
  }

  private static String requirement(JsonObject operation) {
    boolean open =
        operation.containsKey("security") && operation.getJsonArray("security").isEmpty();
    return open ? "NOTHING" : operation.getString("x-role", "known").toUpperCase(Locale.ROOT);
  }

  @Test
  void everyOperationOfTheDocumentIsListedWithTheRoleThatTheDocumentSays() throws IOException {
    Map<String, String> documented = documented();

    Map<String, String> listed = new TreeMap<>();
    documented
        .keySet()
        .forEach(
            operation -> {
              String[] parts = operation.split(" ");
              listed.put(
                  operation,
                  Permissions.listed(parts[0], parts[1]).map(Enum::name).orElse("not listed"));
            });

    assertThat(documented).hasSizeGreaterThan(40);
    assertThat(listed).isEqualTo(documented);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/%65vents",
        "/api/events;x=1",
        "/api//events",
        "/API/events",
        "/api/unheard-of",
        "/api/channels/../messages",
        "/api/channels/%2e%2E/messages",
        "/api/channels/..;x/messages",
        "/api/channels//messages",
        "/api/events/..",
        "/api/events/.",
        "/api/streams/a/events/b"
      })
  void whatIsWrittenOtherwiseIsForOperators(String path) {
    assertThat(Permissions.of("GET", path, false)).isEqualTo(Requirement.OPERATOR);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/streams/order%2F7/events,KNOWN",
    "GET,/api/streams/order:7;b/events,KNOWN",
    "HEAD,/api/events,KNOWN",
    "GET,/api/events/,KNOWN",
    "POST,/api/streams/a/events,WRITER",
    "PUT,/api/events,OPERATOR",
    "TRACE,/api/events,OPERATOR",
    "OPTIONS,/api/transfers,NOTHING",
    "GET,/,NOTHING"
  })
  void aPlaceTakesAnySegmentAndMethodsCount(String method, String path, Requirement requirement) {
    assertThat(Permissions.of(method, path, false)).isEqualTo(requirement);
  }

  @Test
  void filesAreForEverybodyAndOnlyToBeRead() {
    assertThat(Permissions.of("GET", "/assets/page.js", true)).isEqualTo(Requirement.NOTHING);
    assertThat(Permissions.of("POST", "/assets/page.js", true)).isEqualTo(Requirement.OPERATOR);
    assertThat(Permissions.listed("GET", "/assets/page.js")).isEqualTo(Optional.empty());
  }
}
