package dev.commitcast.domain.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts two JSON values together so that as little as possible of either is lost: objects get the
 * members of both, and what both have is merged in turn; an array keeps its elements and gets those
 * of the other that it has not; of other values the later one counts. Stateless.
 */
public final class AdditiveMerge {
  private AdditiveMerge() {}

  /**
   * @param earlier JSON text
   * @param later JSON text, which wins where only one can stay
   * @throws JsonFaultException if one of them is no JSON
   */
  public static String of(String earlier, String later) {
    if (StrictJson.isObject(earlier) && StrictJson.isObject(later)) {
      return objects(earlier, later);
    }
    if (StrictJson.isArray(earlier) && StrictJson.isArray(later)) {
      List<String> all = new ArrayList<>(StrictJson.elements(earlier));
      Set<String> known = new HashSet<>(all);
      for (String element : StrictJson.elements(later)) {
        if (known.add(element)) {
          all.add(element);
        }
      }
      return "[" + String.join(",", all) + "]";
    }
    StrictJson.check(earlier);
    StrictJson.check(later);
    return later.strip();
  }

  private static String objects(String earlier, String later) {
    Map<String, String> merged = new LinkedHashMap<>(StrictJson.members(earlier));
    StrictJson.members(later)
        .forEach((name, value) -> merged.merge(name, value, AdditiveMerge::of));
    return merged.entrySet().stream()
        .map(member -> StrictJson.quote(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
