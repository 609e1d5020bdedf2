package dev.commitcast.web.security;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import java.util.Locale;

/** What is told to somebody who is not let in (RFC 6750). Stateless. */
final class Refusals {
  private static final String HEADER = "WWW-Authenticate";
  private static final String REALM = "Bearer realm=\"commitcast\"";

  private Refusals() {}

  static Problem of(Found.Refused refused) {
    return switch (refused.fault()) {
      case MISSING ->
          Problem.of(ProblemType.UNAUTHENTICATED).detail(refused.sentence()).header(HEADER, REALM);
      case AMBIGUOUS ->
          Problem.of(ProblemType.INVALID_PARAMETER)
              .detail(refused.sentence())
              .header(HEADER, challenge("invalid_request", refused.sentence()));
      default ->
          Problem.of(ProblemType.UNAUTHENTICATED)
              .detail(refused.sentence())
              .header(HEADER, challenge("invalid_token", refused.sentence()));
    };
  }

  static Problem roleMissing(Requirement requirement) {
    String sentence = "This takes the role " + requirement.name().toLowerCase(Locale.ROOT) + ".";
    return Problem.of(ProblemType.FORBIDDEN)
        .detail(sentence)
        .header(HEADER, challenge("insufficient_scope", sentence));
  }

  /** The sentences are our own: they hold no quotation mark and nothing of the token. */
  private static String challenge(String error, String sentence) {
    return REALM + ", error=\"" + error + "\", error_description=\"" + sentence + "\"";
  }
}
