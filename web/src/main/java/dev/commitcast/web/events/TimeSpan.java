package dev.commitcast.web.events;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.Parameters;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * When events were made, by the database's clock. Immutable.
 *
 * @param since the first moment; empty for the beginning
 * @param until the first moment behind the span; empty for no end
 */
record TimeSpan(Optional<Instant> since, Optional<Instant> until) {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  static TimeSpan of(Optional<String> since, Optional<String> until) {
    return new TimeSpan(
        since.map(text -> time("since", text)), until.map(text -> time("until", text)));
  }

  boolean isAlways() {
    return since.isEmpty() && until.isEmpty();
  }

  Instant from() {
    return since.orElse(FIRST);
  }

  Instant end() {
    return until.orElse(LAST);
  }

  boolean holds(RecordedEvent event) {
    return !event.at().isBefore(from()) && event.at().isBefore(end());
  }

  private static Instant time(String name, String text) {
    OffsetDateTime time = Parameters.time(name, text, null);
    if (time.toInstant().isBefore(FIRST) || time.toInstant().isAfter(LAST)) {
      throw Problem.invalidParameter(name, name + " lies in the years 1 to 9999.").asException();
    }
    return time.toInstant();
  }
}
