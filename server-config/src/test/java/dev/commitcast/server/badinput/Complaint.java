package dev.commitcast.server.badinput;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with an answer, if anything is. Stateless. */
final class Complaint {
  private static final int MOST = 4 * 1024;
  private static final Set<Integer> OF_HTTP =
      Set.of(0, 400, 404, 405, 408, 413, 414, 417, 431, 501, 505);

  /** The container's answer to a path that it cannot decode; no application sees the request. */
  private static final String UNDECODABLE = "CWWWC0005I: ";

  /** The same for a method that it keeps to itself. */
  private static final String TRACE = "Default implementation of TRACE";

  private static final Pattern INNER =
      Pattern.compile(
          "\\bat [\\w.$]+\\(|Exception|org\\.postgresql|com\\.ibm|jakarta\\.|java\\.|SQLSTATE|ERROR:"
              + "|\\bSELECT \\w|\\bINSERT INTO|SRVE\\d|CWW\\w|<html|<H1|out of range for type"
              + "|stack depth|invalid input syntax|violates|value overflows|cannot be converted"
              + "|unsupported Unicode|invalid byte sequence|NullPointer|line \\d+.*column \\d+",
          Pattern.CASE_INSENSITIVE);

  private Complaint() {}

  static Optional<String> about(BadRequest request, Answer answer) {
    if (answer.late()) {
      return Optional.of("no end within the deadline");
    }
    if (answer.body().isBlank() && request.torn() && OF_HTTP.contains(answer.status())) {
      return Optional.empty();
    }
    if (answer.status() == 0) {
      return Optional.of("closed without an answer");
    }
    if (answer.status() >= 500 && answer.status() != 505) {
      return Optional.of("status " + answer.status());
    }
    if (answer.status() < 400 || isHead(request)) {
      return Optional.empty();
    }
    if (answer.body().contains(UNDECODABLE) || answer.body().contains(TRACE)) {
      return Optional.empty();
    }
    return ofProblem(answer);
  }

  private static boolean isHead(BadRequest request) {
    return request.toString().startsWith("HEAD ");
  }

  private static Optional<String> ofProblem(Answer answer) {
    Matcher inner = INNER.matcher(answer.body());
    if (inner.find()) {
      return Optional.of("says “" + inner.group() + "”");
    }
    if (!answer.type().startsWith("application/problem+json")) {
      return Optional.of("is " + answer.type() + ", not a problem");
    }
    if (answer.body().length() > MOST) {
      return Optional.of("is " + answer.body().length() + " characters long");
    }
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      JsonObject problem = reader.readObject();
      boolean complete =
          problem.getInt("status") == answer.status()
              && !problem.getString("title").isBlank()
              && !problem.getString("detail").isBlank()
              && !problem.getString("type").isBlank();
      return complete ? Optional.empty() : Optional.of("is an incomplete problem");
    } catch (JsonException | NullPointerException | ClassCastException e) {
      return Optional.of("is no problem detail");
    }
  }
}
