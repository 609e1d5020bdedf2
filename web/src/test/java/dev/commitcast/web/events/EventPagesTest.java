package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogPage;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.web.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventPagesTest {
  private static final LogState BEFORE = new LogState(105, 1, List.of(new LogState.Epoch(1, 1)));

  /** Versions 104 and 105 were lost, and others took their numbers. */
  private static final LogState PROMOTED = new LogState(103, 1, List.of(new LogState.Epoch(1, 1)));

  private static final LogState RECOVERED =
      new LogState(107, 1, List.of(new LogState.Epoch(1, 1), new LogState.Epoch(2, 104)));

  private static final EventQuery FROM_102 = EventQuery.of(Map.of("after", List.of("1.102")), null);

  @Test
  void aPageEndsInTheEpochInWhichItWasRead() {
    EventPages pages = pagesOf(new ScriptedLog(RECOVERED, page("new", 103), RECOVERED));
    EventPages.Page page = pages.read(FROM_102, pages.startOf(FROM_102), () -> Access.SYSTEM);
    assertThat(page.events()).extracting(RecordedEvent::id).containsExactly("new-103");
    assertThat(page.next()).isEqualTo(new Cursor(2, 103));
    assertThat(page.json(false)).endsWith("\"next\":\"2.103\",\"head\":\"2.107\"}");
  }

  @Test
  void eventsOfALostHistoryAreNotGivenWithACursorOfTheNextOne() {
    EventPages pages =
        pagesOf(
            new ScriptedLog(
                BEFORE, page("lost", 103, 104, 105), RECOVERED, page("new", 103, 104), RECOVERED));
    EventPages.Page page = pages.read(FROM_102, pages.startOf(FROM_102), () -> Access.SYSTEM);
    assertThat(page.events()).extracting(RecordedEvent::id).containsExactly("new-103", "new-104");
    assertThat(page.next()).isEqualTo(new Cursor(2, 104));
  }

  @Test
  void aDatabaseThatHasNotBegunItsEpochYetIsFoundOutByItsHead() {
    EventPages pages =
        pagesOf(
            new ScriptedLog(BEFORE, page("lost", 103, 104), PROMOTED, page("new", 103), PROMOTED));
    EventPages.Page page = pages.read(FROM_102, pages.startOf(FROM_102), () -> Access.SYSTEM);
    assertThat(page.events()).extracting(RecordedEvent::id).containsExactly("new-103");
    assertThat(page.next()).isEqualTo(new Cursor(1, 103));
  }

  @Test
  void aCursorThatTheRecoveryTookBackIsGoneWhateverWasRead() {
    EventQuery query = EventQuery.of(Map.of("after", List.of("1.104")), null);
    EventPages pages = pagesOf(new ScriptedLog(BEFORE, page("lost", 105), RECOVERED));
    Cursor start = pages.startOf(query);
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> pages.read(query, start, () -> Access.SYSTEM));
    assertThat(refused.problem().status()).isEqualTo(410);
  }

  @Test
  void readingDoesNotGoOnForEver() {
    EventPages pages =
        pagesOf(
            new ScriptedLog(
                BEFORE, page("a"), RECOVERED, page("b"), epochs(3), page("c"), epochs(4)));
    Cursor start = pages.startOf(FROM_102);
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> pages.read(FROM_102, start, () -> Access.SYSTEM));
    assertThat(refused.problem().status()).isEqualTo(503);
  }

  private static EventPages pagesOf(EventLog log) {
    return new EventPages(log, new VisibleLog(log, null));
  }

  private static LogState epochs(int count) {
    return new LogState(
        107,
        1,
        IntStream.rangeClosed(1, count)
            .mapToObj(number -> new LogState.Epoch(number, number == 1 ? 1 : 102 + number))
            .toList());
  }

  private static LogPage page(String history, long... versions) {
    List<RecordedEvent> events =
        Arrays.stream(versions).mapToObj(version -> event(history, version)).toList();
    return new LogPage(events, versions.length == 0 ? 102 : versions[versions.length - 1]);
  }

  private static RecordedEvent event(String history, long version) {
    return new RecordedEvent(
        version,
        history + "-" + version,
        "s:1",
        OptionalLong.empty(),
        "t",
        null,
        "1",
        null,
        Instant.EPOCH,
        "1",
        true,
        false,
        1,
        null);
  }

  /** A database that is replaced between one question and the next. */
  private static final class ScriptedLog extends EventLog {
    private final Deque<Object> answers;

    ScriptedLog(Object... answers) {
      super(null, SchemaNames.DEFAULT);
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public LogState state() {
      return (LogState) answers.remove();
    }

    @Override
    public LogPage read(EventFilter filter, long version, PageLimit limit) {
      return (LogPage) answers.remove();
    }
  }
}
