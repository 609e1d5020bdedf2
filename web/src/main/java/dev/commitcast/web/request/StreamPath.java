package dev.commitcast.web.request;

import dev.commitcast.domain.event.StreamId;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of streams in paths, read from the path as it was sent: any two layers of a container agree
 * on that alone, and not on what becomes of {@code %2F}, {@code ;} and {@code ..}.
 *
 * <p>A name that no path can carry, such as one with a tab, goes into the parameter {@code stream},
 * with a hyphen in its place. Stateless.
 */
public final class StreamPath {
  /** Stands in the path for a name that the parameter {@link #PARAMETER} tells. */
  public static final String ELSEWHERE = "-";

  public static final String PARAMETER = "stream";

  private static final Pattern STREAM = Pattern.compile("/api/streams/([^/]+)(/events)?/?$");
  private static final String AS_THEY_ARE = "-_.~:@!$'()*,=";
  private static final String HEX = "0123456789ABCDEF";

  private StreamPath() {}

  /** Whether it is the path of a stream's events. */
  public static boolean isOfEvents(String rawPath) {
    Matcher path = STREAM.matcher(rawPath);
    return path.find() && path.group(2) != null;
  }

  /**
   * The stream that a request is about.
   *
   * @param rawPath as it was sent, not decoded
   * @param parameters those of the query, decoded
   */
  public static StreamId of(String rawPath, Map<String, List<String>> parameters) {
    Matcher path = STREAM.matcher(rawPath);
    if (!path.find()) {
      throw Problem.notFound("There is no stream in this path.").asException();
    }
    String inPath = decode(path.group(1));
    try {
      return new StreamId(elsewhere(inPath, parameters).orElse(inPath));
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private static Optional<String> elsewhere(String inPath, Map<String, List<String>> parameters) {
    List<String> given = parameters.getOrDefault(PARAMETER, List.of());
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (!inPath.equals(ELSEWHERE) || given.size() > 1) {
      throw refused(
          "Name the stream in the path; or once in stream=, with a hyphen in the path.", null);
    }
    return Optional.of(given.get(0));
  }

  /** The path of a stream, below the API's root, with a name in it that any container takes. */
  public static String print(StreamId stream, String below) {
    String name = encode(stream.value());
    return fits(stream.value())
        ? "streams/" + name + below
        : "streams/" + ELSEWHERE + below + "?" + PARAMETER + "=" + name;
  }

  /**
   * Not control characters; nor what clients, proxies and the container take for a step in a tree
   * of folders, encoded or not.
   */
  private static boolean fits(String name) {
    return name.chars().noneMatch(c -> c < 0x20 || c == 0x7f)
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf(';') < 0;
  }

  /** Percent-encoded as a segment of a path or a value in a query. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (plain || AS_THEY_ARE.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  /** One segment; unlike in a query, a plus sign is a plus sign. */
  public static String decode(String segment) {
    byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.put(raw[i]);
        continue;
      }
      boolean complete = i + 2 < raw.length;
      int high = complete ? Character.digit(raw[i + 1], 16) : -1;
      int low = complete ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw refused("A percent sign is followed by two hexadecimal digits.", null);
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw refused("A name in a path is UTF-8, percent-encoded.", e);
    }
  }

  private static ProblemException refused(String sentence, Throwable cause) {
    return Problem.invalidParameter(PARAMETER, sentence).asException(cause);
  }
}
