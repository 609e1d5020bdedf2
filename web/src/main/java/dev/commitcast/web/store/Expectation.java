package dev.commitcast.web.store;

import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client believes about a stream, from headers and from bodies. Stateless. */
final class Expectation {
  private static final String MATCH = "If-Match";
  private static final String NONE_MATCH = "If-None-Match";
  private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private Expectation() {}

  /**
   * From If-Match and If-None-Match.
   *
   * @throws ProblemException naming the header that cannot be understood
   */
  static ExpectedVersion of(HttpServletRequest request) {
    return of(
        Collections.list(request.getHeaders(MATCH)),
        Collections.list(request.getHeaders(NONE_MATCH)));
  }

  /** The same from the headers' values. */
  static ExpectedVersion of(List<String> match, List<String> noneMatch) {
    if (!match.isEmpty() && !noneMatch.isEmpty()) {
      throw refused(NONE_MATCH, "Give If-Match or If-None-Match, not both.");
    }
    if (!noneMatch.isEmpty()) {
      if (noneMatch.size() > 1 || !noneMatch.get(0).strip().equals("*")) {
        throw refused(NONE_MATCH, "If-None-Match is * here: nothing was ever appended.");
      }
      return ExpectedVersion.noStream();
    }
    if (match.isEmpty()) {
      return ExpectedVersion.any();
    }
    String value = match.size() > 1 ? "" : match.get(0).strip();
    if (value.equals("*")) {
      return ExpectedVersion.streamExists();
    }
    Matcher version = VERSION.matcher(value);
    if (!version.matches()) {
      throw refused(MATCH, "If-Match is one version in quotes, such as \"7\", or *.");
    }
    return ExpectedVersion.exact(Long.parseLong(version.group(1)));
  }

  /**
   * From a body.
   *
   * @param json a number, or one of three words, as JSON text
   * @param place names it in a complaint
   */
  static ExpectedVersion inBody(String json, String place) {
    return switch (json) {
      case "null", "\"any\"" -> ExpectedVersion.any();
      case "\"none\"" -> ExpectedVersion.noStream();
      case "\"exists\"" -> ExpectedVersion.streamExists();
      default -> {
        if (!NUMBER.matcher(json).matches()) {
          throw Problem.invalidValue(
                  place, place + " is a version such as 7, or \"none\", \"exists\" or \"any\".")
              .asException();
        }
        yield ExpectedVersion.exact(Long.parseLong(json));
      }
    };
  }

  private static ProblemException refused(String header, String sentence) {
    return Problem.invalidParameter(header, sentence).asException();
  }
}
