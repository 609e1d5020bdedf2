package dev.commitcast.web.problem;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One problem detail, usable from Jakarta REST and from servlets. Immutable.
 *
 * <pre>{@code
 * throw Problem.of(ProblemType.INVALID_PARAMETER)
 *     .detail("limit is a whole number from 1 to 1000.").field("limit").asException();
 * }</pre>
 */
public final class Problem {
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String RETRY = "Retry-After";

  /** What a client sent is repeated to it, but not all of a name of a million letters. */
  private static final int MOST = 600;

  private final ProblemType type;
  private final int status;
  private final Map<String, JsonValue> members;
  private final Map<String, String> headers;

  private Problem(
      ProblemType type, int status, Map<String, JsonValue> members, Map<String, String> headers) {
    this.type = type;
    this.status = status;
    this.members = members;
    this.headers = headers;
  }

  public static Problem of(ProblemType type) {
    Objects.requireNonNull(type, "A problem has a type.");
    return new Problem(type, type.status(), Map.of(), Map.of());
  }

  /** For a status that a container chose, such as 411. */
  public static Problem ofStatus(int status) {
    return new Problem(ProblemType.of(status), status, Map.of(), Map.of());
  }

  public static Problem invalidParameter(String field, String detail) {
    return of(ProblemType.INVALID_PARAMETER).detail(detail).field(field);
  }

  public static Problem invalidValue(String field, String detail) {
    return of(ProblemType.INVALID_VALUE).detail(detail).field(field);
  }

  public static Problem notFound(String detail) {
    return of(ProblemType.NOT_FOUND).detail(detail);
  }

  public static Problem unavailable(String detail, Duration retryAfter) {
    return of(ProblemType.UNAVAILABLE).detail(detail).retryAfter(retryAfter);
  }

  /** A sentence: which value is wrong and what is allowed. */
  public Problem detail(String sentence) {
    return with("detail", sentence);
  }

  /** The parameter, header or member of the body that is wrong. */
  public Problem field(String name) {
    return with("field", name);
  }

  public Problem with(String member, String value) {
    return with(member, JSON.createValue(shortened(value)));
  }

  private static String shortened(String text) {
    if (text.length() <= MOST) {
      return text;
    }
    // whole characters, or the answer would not be UTF-8
    int begin = Character.isHighSurrogate(text.charAt(MOST / 2 - 1)) ? MOST / 2 - 1 : MOST / 2;
    int end = text.length() - MOST / 4;
    return text.substring(0, begin)
        + " … "
        + text.substring(Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end);
  }

  public Problem with(String member, long value) {
    return with(member, JSON.createValue(value));
  }

  /** An extension member, such as {@code currentVersion}. */
  public Problem with(String member, JsonValue value) {
    Map<String, JsonValue> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(type, status, more, headers);
  }

  public Problem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(type, status, members, more);
  }

  public Problem retryAfter(Duration delay) {
    return header(RETRY, Long.toString(Math.max(1, delay.toSeconds())));
  }

  public ProblemException asException() {
    return new ProblemException(this, null);
  }

  public ProblemException asException(Throwable cause) {
    return new ProblemException(this, cause);
  }

  public ProblemType type() {
    return type;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  public JsonObject toJson() {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("type", type.uri())
            .add("title", type.title())
            .add("status", status);
    members.forEach(json::add);
    if (!members.containsKey("detail")) {
      json.add("detail", type.advice());
    }
    return json.build();
  }

  /** Answers from a servlet or filter; nothing may have been sent before. */
  public void writeTo(HttpServletResponse response) throws IOException {
    byte[] body = toJson().toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    headers.forEach(response::setHeader);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /**
   * The same, but a browser's event stream that comes at a bad time is told to come again instead
   * of losing its page for good.
   */
  public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (type == ProblemType.UNAVAILABLE
        && StreamRetry.isWantedBy(request)
        && StreamRetry.isBrowsers(request)) {
      Duration atLeast = Duration.ofSeconds(Long.parseLong(headers.getOrDefault(RETRY, "2")));
      StreamRetry.write(
          StreamRetry.spread(atLeast, request), toJson().getString("detail"), response);
    } else {
      writeTo(response);
    }
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
