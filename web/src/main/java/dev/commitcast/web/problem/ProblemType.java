package dev.commitcast.web.problem;

import java.util.Locale;

/** Kinds of problem: a status, a title for people, and advice, which the problems' page prints. */
public enum ProblemType {
  INVALID_PARAMETER(
      400,
      "A parameter or header is not valid",
      "Correct the value that the field names; the detail says what is allowed."),
  INVALID_BODY(
      400, "The body cannot be read", "Send well-formed JSON in UTF-8, of the type that is asked."),
  UNAUTHENTICATED(401, "Nobody is logged in", "Send a valid token."),
  FORBIDDEN(403, "This is not allowed", "Ask somebody who may grant it."),
  NOT_FOUND(404, "There is no such thing", "Check the path and the identifiers in it."),
  METHOD_NOT_ALLOWED(
      405, "The method does not fit this resource", "Use one that the Allow header lists."),
  NOT_ACCEPTABLE(
      406,
      "No representation fits the Accept header",
      "Ask for application/json, or as documented."),
  CONFLICT(
      409, "The request is at odds with what is there", "Read the current state, then decide."),
  GONE(410, "This is no longer there", "Start again from what is still there."),
  PRECONDITION_FAILED(
      412, "The expected version is not the current one", "Read the current version, then decide."),
  TOO_LARGE(413, "The request is too large", "Send less; the detail names the limit."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "The body's media type is not understood", "Send a type that is documented."),
  INVALID_VALUE(
      422,
      "A value in the body is not valid",
      "Correct the value that the field names; the detail says what is allowed."),
  TOO_MANY_REQUESTS(429, "Too many requests", "Wait for the time in Retry-After."),
  INTERNAL(
      500,
      "The server failed",
      "Try again; if it stays, tell the operators the correlation id, which their log has too."),
  UNAVAILABLE(503, "The server cannot do this now", "Try again after the time in Retry-After.");

  private static final String PAGE = "/docs/problems#";

  private final int status;
  private final String title;
  private final String advice;

  ProblemType(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  /** The kind that fits a bare status best. */
  public static ProblemType of(int status) {
    for (ProblemType type : values()) {
      if (type.status == status) {
        return type;
      }
    }
    return status < 500 ? INVALID_PARAMETER : INTERNAL;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String advice() {
    return advice;
  }

  public String uri() {
    return PAGE + anchor();
  }

  String anchor() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
