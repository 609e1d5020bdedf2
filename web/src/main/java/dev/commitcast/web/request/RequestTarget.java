package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What may stand in a request's path and query. Stateless. */
final class RequestTarget {
  private static final Pattern NOT_IN_PATHS = Pattern.compile("[^\\x21-\\x7e]|[\"<>\\\\^`{|}]");
  private static final String WRITTEN = "\"<>\\^`{|}";
  private static final Pattern NOT_IN_QUERIES = Pattern.compile("[\\x00-\\x20\\x7f\"<>\\\\^`{|}]");

  private RequestTarget() {}

  /**
   * Refuses what cannot be read.
   *
   * @param url without the query, as it was sent
   * @param query as it was sent, or null
   */
  static void check(String url, String query) {
    String path = url.substring(Math.max(0, url.indexOf('/', url.indexOf("://") + 3)));
    if (NOT_IN_PATHS.matcher(path).find()) {
      throw refused(
          "path", "A path holds printable ASCII; write any other character as %XX.", null);
    }
    decode("path", path);
    try {
      URI whole = new URI(url);
      if (whole.getHost() == null) {
        throw refused("Host", "The Host header names no host.", null);
      }
    } catch (URISyntaxException e) {
      throw refused("Host", "The Host header or the path is not well-formed.", e);
    }
    if (query != null) {
      if (NOT_IN_QUERIES.matcher(query).find()) {
        throw refused("query", "In a query, write blanks and any of " + WRITTEN + " as %XX.", null);
      }
      decode("query", query);
      if (query.contains("%00")) {
        throw refused("query", "A query holds no NUL: nothing that is stored does.", null);
      }
    }
  }

  private static void decode(String field, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        bytes.put((byte) text.charAt(i));
        continue;
      }
      boolean complete = i + 2 < text.length();
      int high = complete ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = complete ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw refused(field, "A percent sign is followed by two hexadecimal digits.", null);
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
    } catch (CharacterCodingException e) {
      throw refused(field, "The " + field + " is UTF-8, percent-encoded.", e);
    }
  }

  private static ProblemException refused(String field, String sentence, Throwable cause) {
    return Problem.invalidParameter(field, sentence).asException(cause);
  }
}
