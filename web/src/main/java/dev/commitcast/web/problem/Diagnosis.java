package dev.commitcast.web.problem;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.subscription.LeaseLostException;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.error.NotPermittedException;
import dev.commitcast.persistence.error.UnknownRowException;
import jakarta.json.JsonArrayBuilder;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From an exception to the problem that the client is told. Looks through causes, because
 * containers wrap. Stateless, thread-safe.
 */
public final class Diagnosis {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int DEEPEST = 20;

  private Diagnosis() {}

  public static Problem of(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
      Optional<Problem> found = one(at);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return DatabaseErrors.of(failure)
        .map(Diagnosis::ofDatabase)
        .orElseGet(() -> Problem.of(ProblemType.INTERNAL));
  }

  private static Optional<Problem> one(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return Optional.of(known.problem());
    }
    if (failure instanceof WebApplicationException web) {
      return Optional.of(ofResponse(web.getResponse()));
    }
    if (failure instanceof ConstraintViolationException invalid) {
      return Optional.of(ofViolations(invalid));
    }
    if (failure instanceof UnknownRowException unknown) {
      return Optional.of(Problem.invalidValue(unknown.field(), unknown.getMessage()));
    }
    if (failure instanceof NotPermittedException) {
      return Optional.of(Problem.of(ProblemType.FORBIDDEN).detail(failure.getMessage()));
    }
    if (failure instanceof UnknownSubscriptionException) {
      return Optional.of(Problem.notFound(failure.getMessage()));
    }
    if (failure instanceof SubscriptionConflictException || failure instanceof LeaseLostException) {
      return Optional.of(Problem.of(ProblemType.CONFLICT).detail(failure.getMessage()));
    }
    return StoreRefusals.of(failure);
  }

  private static Problem ofResponse(Response response) {
    Problem problem = Problem.ofStatus(response.getStatus());
    for (String header : List.of("Allow", "Retry-After", "WWW-Authenticate", "Accept-Patch")) {
      String value = response.getHeaderString(header);
      if (value != null) {
        problem = problem.header(header, value);
      }
    }
    return problem;
  }

  private static Problem ofViolations(ConstraintViolationException invalid) {
    List<ConstraintViolation<?>> violations =
        invalid.getConstraintViolations().stream()
            .sorted(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
            .<ConstraintViolation<?>>map(violation -> violation)
            .toList();
    if (violations.isEmpty()) {
      return Problem.of(ProblemType.INVALID_VALUE);
    }
    JsonArrayBuilder all = JSON.createArrayBuilder();
    for (ConstraintViolation<?> violation : violations) {
      all.add(
          JSON.createObjectBuilder()
              .add("field", fieldOf(violation))
              .add("detail", violation.getMessage()));
    }
    ConstraintViolation<?> first = violations.get(0);
    return Problem.invalidValue(fieldOf(first), fieldOf(first) + " " + first.getMessage() + ".")
        .with("violations", all.build());
  }

  /** The last part of the path, spelled like the column that it stands for. */
  private static String fieldOf(ConstraintViolation<?> violation) {
    String path = violation.getPropertyPath().toString();
    return path.substring(path.lastIndexOf('.') + 1)
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  private static Problem ofDatabase(DatabaseError error) {
    Problem problem =
        switch (error.kind()) {
          case DUPLICATE, REFERENCE -> Problem.of(ProblemType.CONFLICT).detail(error.sentence());
          case CONFLICT ->
              Problem.of(ProblemType.CONFLICT)
                  .detail(error.sentence())
                  .retryAfter(Duration.ofSeconds(1));
          case INVALID -> Problem.of(ProblemType.INVALID_VALUE).detail(error.sentence());
          case UNAVAILABLE -> Problem.unavailable(error.sentence(), SOON);
          case BROKEN -> Problem.of(ProblemType.INTERNAL);
        };
    return error.constraint().map(name -> problem.with("constraint", name)).orElse(problem);
  }
}
