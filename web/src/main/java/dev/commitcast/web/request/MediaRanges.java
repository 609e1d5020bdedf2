package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of the headers that name media types (RFC 9110, section 8.3.1). Stateless. */
final class MediaRanges {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern TYPE = Pattern.compile("\\*|" + TOKEN + "/" + TOKEN);
  private static final Pattern PARAMETER =
      Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|\"[^\"]*+\")");
  private static final Pattern WEIGHT = Pattern.compile("0?\\.\\d{1,9}|0\\.?|1(?:\\.0{0,9})?");

  private MediaRanges() {}

  /** Refuses a header that is not well-formed; a list of types, or exactly one. */
  static void check(String header, boolean list, HttpServletRequest request) {
    for (String value : Collections.list(request.getHeaders(header))) {
      if (!value.isBlank() && !(list ? isWellFormed(value) : isOne(value))) {
        throw Problem.invalidParameter(
                header, header + " names media types, such as application/json.")
            .asException();
      }
    }
  }

  static boolean isWellFormed(String value) {
    for (String range : value.split(",", -1)) {
      if (!range.isBlank() && !isOne(range)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOne(String range) {
    String[] parts = range.split(";", -1);
    if (!TYPE.matcher(parts[0].strip()).matches()) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      Matcher parameter = PARAMETER.matcher(parts[i].strip());
      boolean last = i == parts.length - 1 && parts[i].isBlank();
      if (!last && (!parameter.matches() || !isWeightOrOther(parameter))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWeightOrOther(Matcher parameter) {
    return !parameter.group(1).equalsIgnoreCase("q")
        || WEIGHT.matcher(parameter.group(2)).matches();
  }
}
