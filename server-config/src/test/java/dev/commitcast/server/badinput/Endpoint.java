package dev.commitcast.server.badinput;

import jakarta.json.JsonObject;
import java.util.List;

/**
 * One path and method of the API's document. Immutable.
 *
 * @param path with its parameters in braces
 * @param schema what the body is made of; null if there is none
 * @param mediaTypes of the body
 */
record Endpoint(
    String method,
    String path,
    List<String> queries,
    List<String> headers,
    JsonObject schema,
    List<String> mediaTypes) {
  @Override
  public String toString() {
    return method + " " + path;
  }
}
