package dev.commitcast.web.store;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads objects of which all members are known. Stateless. */
final class MemberTexts {
  private MemberTexts() {}

  /**
   * The members of an object that begins here, each as JSON text; an empty text for those that
   * somebody else reads.
   *
   * @param in the object's place with a dot, or nothing for the body itself; begins each complaint
   * @param readers stand behind the member's colon and read its value
   */
  static Map<String, String> read(
      JsonScanner json, String in, Set<String> known, Map<String, Runnable> readers) {
    Map<String, String> members = new LinkedHashMap<>();
    json.expect('{');
    if (json.skip('}')) {
      return members;
    }
    do {
      String name = json.name();
      if (!known.contains(name)) {
        throw refused(
            in + name, "Nothing is known of " + in + name + "; there is " + new TreeSet<>(known));
      }
      String value = "";
      if (readers.containsKey(name)) {
        readers.get(name).run();
      } else {
        value = json.value(in + name);
      }
      if (members.put(name, value) != null) {
        throw refused(in + name, in + name + " stands twice");
      }
    } while (json.skip(','));
    json.expect('}');
    return members;
  }

  private static ProblemException refused(String place, String sentence) {
    return Problem.invalidValue(place, sentence + ".").asException();
  }
}
