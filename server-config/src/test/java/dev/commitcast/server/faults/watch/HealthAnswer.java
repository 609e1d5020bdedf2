package dev.commitcast.server.faults.watch;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code /health/ready} says, without what changes all the time.
 *
 * @param status {@code UP}, {@code DOWN}, or {@code SILENT} when there is no answer
 * @param state the listener's
 * @param leader whether this node sequences
 * @param reason why it is not ready, or what else is wrong, one check after the other
 */
public record HealthAnswer(String status, String state, boolean leader, String reason) {
  public static final HealthAnswer SILENT = new HealthAnswer("SILENT", "", false, "no answer");

  public boolean up() {
    return status.equals("UP");
  }

  /** Whether it says that it is not ready; a node that says nothing does not. */
  public boolean down() {
    return status.equals("DOWN");
  }

  static HealthAnswer of(JsonObject answer) {
    String state = "";
    boolean leader = false;
    TreeMap<String, String> reasons = new TreeMap<>();
    for (JsonValue value : answer.getJsonArray("checks")) {
      JsonObject check = value.asJsonObject();
      JsonObject data =
          Optional.ofNullable(check.getJsonObject("data")).orElse(JsonValue.EMPTY_JSON_OBJECT);
      String name = check.getString("name");
      if (name.equals("commitcast-listener")) {
        state = text(data, "state");
        leader = text(data, "leader").equals("true");
      }
      boolean hampered = check.getString("status").equals("DOWN") || state.equals("POLLING");
      if (hampered && !text(data, "reason").isEmpty()) {
        reasons.put(name, text(data, "reason"));
      }
      if (!text(data, "trouble").isEmpty()) {
        reasons.put(name + " trouble", text(data, "trouble"));
      }
    }
    return new HealthAnswer(
        answer.getString("status"), state, leader, String.join("; ", reasons.values()));
  }

  private static String text(JsonObject data, String name) {
    JsonValue value = data.get(name);
    if (value instanceof JsonString string) {
      return string.getString();
    }
    return value == null || value instanceof JsonNumber ? "" : value.toString();
  }
}
