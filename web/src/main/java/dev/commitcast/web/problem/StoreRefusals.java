package dev.commitcast.web.problem;

import dev.commitcast.domain.event.EventIdConflictException;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.NoSuchStreamException;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import java.util.Optional;

/** What the event store refuses, as problems. Stateless. */
final class StoreRefusals {
  private StoreRefusals() {}

  /** Empty if the store did not refuse anything. */
  static Optional<Problem> of(Throwable failure) {
    if (failure instanceof WrongExpectedVersionException wrong) {
      return Optional.of(
          Problem.of(ProblemType.PRECONDITION_FAILED)
              .detail(sentence(wrong))
              .with("stream", wrong.stream())
              .with("currentVersion", wrong.currentVersion()));
    }
    if (failure instanceof EventIdConflictException) {
      return Optional.of(Problem.of(ProblemType.CONFLICT).detail(sentence(failure)).field("id"));
    }
    if (failure instanceof StreamDeletedException deleted) {
      return Optional.of(
          Problem.of(ProblemType.GONE).detail(sentence(deleted)).with("stream", deleted.stream()));
    }
    if (failure instanceof NoSuchStreamException) {
      return Optional.of(Problem.notFound(sentence(failure)));
    }
    if (failure instanceof InvalidEventException invalid) {
      return Optional.of(
          Problem.of(invalid.isTooLarge() ? ProblemType.TOO_LARGE : ProblemType.INVALID_VALUE)
              .detail(sentence(invalid)));
    }
    return Optional.empty();
  }

  private static String sentence(Throwable refusal) {
    return refusal.getMessage();
  }
}
