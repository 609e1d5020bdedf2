package dev.commitcast.web.sync;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.EventType;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.notifications.sync.KitEvent;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes the log from a version on, page by page. Used once, by one thread.
 *
 * <p>An answer ends before it has more bytes than go-sync-kit's clients take, packed or not: 8 MiB
 * for some. Their next pull gets the rest. One larger event still comes, alone.
 */
final class Pull {
  private static final int PAGE = 500;
  private static final long MOST_BYTES = 7L << 20;
  private static final int ENVELOPE = 256;

  private final VisibleLog log;
  private final Access access;
  private final EventFilter filter;
  private final long limit;
  private long through;
  private long events;
  private long bytes;

  /**
   * @param access what the client may see
   * @param since the version behind which to begin
   * @param limit most events
   */
  Pull(VisibleLog log, Access access, EventFilter filter, long since, long limit) {
    this.log = log;
    this.access = access;
    this.filter = filter;
    this.through = since;
    this.limit = limit;
  }

  /** What is filtered by in a query; everything else but {@code since} and limit is unknown. */
  static EventFilter filter(Map<String, String[]> parameters) {
    try {
      return new EventFilter(
          values(parameters, "type", text -> new EventType(text).value()),
          values(parameters, "aggregate_id", text -> new StreamId(text).value()),
          Set.of(),
          Set.of());
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter("type, aggregate_id", e.getMessage()).asException(e);
    }
  }

  private static Set<String> values(
      Map<String, String[]> parameters, String name, UnaryOperator<String> check) {
    String[] given = parameters.get(name);
    return given == null ? Set.of() : Set.of(check.apply(given[0]));
  }

  /**
   * The version to begin behind: one that lies before the log's beginning is told so, lest the
   * client believe that it has everything.
   */
  static long start(LogState state, long since) {
    if (since == 0) {
      return state.beginning().version();
    }
    if (since < state.beginning().version()) {
      throw Problem.of(ProblemType.GONE)
          .detail("The events after version " + since + " are not in the log any more.")
          .with("oldest", state.oldest())
          .with("head", state.head())
          .asException();
    }
    return since;
  }

  /** Writes the events of an array, without its brackets. */
  void writeTo(Answer answer) throws IOException {
    StringBuilder out = new StringBuilder();
    boolean more = true;
    while (more) {
      long before = through;
      PageLimit page =
          new PageLimit((int) Math.min(PAGE, limit - events), Math.max(1, MOST_BYTES - bytes));
      LogPage read = log.read(access, filter, through, page);
      through = read.through();
      more = through > before;
      for (RecordedEvent event : read.events()) {
        long size = (long) event.bytes() + ENVELOPE + 2L * event.stream().length();
        if (events > 0 && bytes + size > MOST_BYTES) {
          through = event.version() - 1;
          more = false;
          break;
        }
        if (events++ > 0) {
          out.append(',');
        }
        KitEvent.print(event, out);
        bytes += size;
        answer.write(out);
        out.setLength(0);
      }
      more &= events < limit && bytes < MOST_BYTES;
    }
  }

  boolean isEmpty() {
    return events == 0;
  }

  /** The version behind which the next pull begins. */
  long through() {
    return through;
  }
}
