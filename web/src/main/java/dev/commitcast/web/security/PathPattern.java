package dev.commitcast.web.security;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Paths, as they were sent: words, and places for anything. A word that is written otherwise, with
 * a percent sign or a semicolon, is another word; so no other spelling of a path comes by a
 * requirement, whatever reads it later. Immutable.
 */
record PathPattern(List<String> segments) {
  private static final Pattern UPWARDS =
      Pattern.compile("(?:\\.|%2e){0,2}(?:;.*)?", Pattern.CASE_INSENSITIVE);

  static PathPattern of(String text) {
    return new PathPattern(segmentsOf(text));
  }

  /**
   * Whether a path is one of these.
   *
   * @param path as it was sent, with a slash before it
   */
  boolean matches(String path) {
    List<String> given = segmentsOf(path);
    if (given.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < given.size(); i++) {
      String wanted = segments.get(i);
      boolean fits =
          wanted.startsWith("{")
              ? !UPWARDS.matcher(given.get(i)).matches()
              : wanted.equals(given.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static List<String> segmentsOf(String path) {
    String whole =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(whole.split("/", -1));
  }
}
