package dev.commitcast.web.events;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Chooses between an event stream and JSON by the Accept header (RFC 9110, section 12.5.1).
 * Stateless.
 */
public final class AcceptHeader {
  /** What fits the header best. */
  public enum Choice {
    EVENT_STREAM,
    JSON,
    NEITHER
  }

  /** How well a header likes a media type: first by weight, then by how exactly it is named. */
  private record Liking(double weight, int exactness) {
    boolean isAtLeast(Liking other) {
      return weight > other.weight || (weight == other.weight && exactness >= other.exactness);
    }
  }

  private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

  private AcceptHeader() {}

  /** The event stream if it is liked at least as well; also if there is no header. */
  public static Choice choose(String header) {
    if (header == null || header.isBlank()) {
      return Choice.EVENT_STREAM;
    }
    Liking stream = liking(header, "text", "event-stream");
    Liking json = liking(header, "application", "json");
    if (stream.weight <= 0 && json.weight <= 0) {
      return Choice.NEITHER;
    }
    return stream.isAtLeast(json) ? Choice.EVENT_STREAM : Choice.JSON;
  }

  private static Liking liking(String header, String type, String subtype) {
    Liking best = new Liking(0, -1);
    for (String range : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";", -1);
      int exactness = exactness(parts[0].strip(), type, subtype);
      if (exactness > best.exactness) {
        best = new Liking(weight(parts), exactness);
      }
    }
    return best;
  }

  private static int exactness(String range, String type, String subtype) {
    if (range.equals(type + "/" + subtype)) {
      return 2;
    }
    if (range.equals(type + "/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        String weight = parameter.substring(2);
        return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
      }
    }
    return 1;
  }
}
