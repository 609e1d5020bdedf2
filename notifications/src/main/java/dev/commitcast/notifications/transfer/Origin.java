package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What an event's metadata say of where it was imported from: {@code "imported":{"version":7}}.
 * Stateless.
 */
final class Origin {
  static final String MEMBER = "imported";
  private static final String VERSION = "version";

  private Origin() {}

  /**
   * Notes the version that an event had where it comes from.
   *
   * @param metadata text of an object, or null
   */
  static String note(String metadata, long version) {
    Map<String, String> members = members(metadata);
    members.put(MEMBER, "{\"" + VERSION + "\":" + version + "}");
    return print(members);
  }

  /** The metadata as they were before the import; null if there were none. */
  static String without(String metadata) {
    Map<String, String> members = members(metadata);
    if (members.remove(MEMBER) == null) {
      return metadata;
    }
    return members.isEmpty() ? null : print(members);
  }

  /** The version that was noted. */
  static OptionalLong version(String metadata) {
    String noted = members(metadata).get(MEMBER);
    if (noted == null || !StrictJson.isObject(noted)) {
      return OptionalLong.empty();
    }
    String version = StrictJson.members(noted).getOrDefault(VERSION, "");
    return version.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(version))
        : OptionalLong.empty();
  }

  static Map<String, String> members(String metadata) {
    return metadata == null || !StrictJson.isObject(metadata)
        ? new LinkedHashMap<>()
        : new LinkedHashMap<>(StrictJson.members(metadata));
  }

  static String print(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> StrictJson.quote(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
