package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.persistence.log.Direction;
import dev.commitcast.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventQueryTest {
  @Test
  void saysNothingSpecialByItself() {
    EventQuery query = EventQuery.of(Map.of(), null);
    assertThat(query.filter().isUnrestricted()).isTrue();
    assertThat(query.start()).isEmpty();
    assertThat(query.limit()).isEqualTo(500);
    assertThat(query.patience()).isZero();
    assertThat(query.metadata()).isFalse();
  }

  @Test
  void readsEveryParameter() {
    EventQuery query =
        EventQuery.of(
            Map.of(
                "type", List.of("a", "b"),
                "stream", List.of("messages:1"),
                "room", List.of("channel:1", "channel:1"),
                "category", List.of("messages"),
                "after", List.of("1.48211"),
                "limit", List.of("7"),
                "wait", List.of("20"),
                "metadata", List.of("true")),
            null);
    assertThat(query.filter().types()).containsExactlyInAnyOrder("a", "b");
    assertThat(query.filter().streams()).containsExactly("messages:1");
    assertThat(query.filter().rooms()).containsExactly("channel:1");
    assertThat(query.filter().categories()).containsExactly("messages");
    assertThat(query.start()).contains(new StartFrom.After(new Cursor(1, 48_211)));
    assertThat(query.limit()).isEqualTo(7);
    assertThat(query.patience()).isEqualTo(Duration.ofSeconds(20));
    assertThat(query.metadata()).isTrue();
  }

  @Test
  void theHeaderIsNewerThanTheParameterThatABrowserRepeats() {
    Map<String, List<String>> parameters = Map.of("after", List.of("0"));
    assertThat(EventQuery.of(parameters, "2.9").start())
        .contains(new StartFrom.After(new Cursor(2, 9)));
    assertThat(EventQuery.of(parameters, " ").start()).contains(new StartFrom.Beginning());
    assertThat(EventQuery.of(Map.of("after", List.of("now")), null).start())
        .contains(new StartFrom.Now());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "typ | a",
        "from | 3",
        "type | ''",
        "type | drain",
        "stream | ''",
        "room | ''",
        "category | ''",
        "after | ''",
        "after | 5",
        "after | 1.",
        "after | 0.5",
        "after | -1.5",
        "after | 1.5.6",
        "after | 1.05",
        "after | 1.99999999999999999999",
        "after | 9999999999.1",
        "after | NOW",
        "since | yesterday",
        "since | 2026-11-21T10:00:00",
        "until | +10000-01-01T00:00:00Z",
        "limit | 0",
        "limit | 1001",
        "limit | ten",
        "limit | 1e2",
        "limit | ''",
        "wait | -1",
        "wait | 61",
        "wait | 1.5",
        "metadata | yes",
        "metadata | TRUE",
      })
  void namesTheParameterThatIsWrong(String name, String value) {
    assertProblem(name, () -> EventQuery.of(Map.of(name, List.of(value)), null));
  }

  @Test
  void refusesLineBreaksAndNamesThatAreTooLong() {
    for (String name : List.of("type", "stream", "room", "category")) {
      assertProblem(name, () -> EventQuery.of(Map.of(name, List.of("a\nid: 1")), null));
      assertProblem(name, () -> EventQuery.of(Map.of(name, List.of("x".repeat(513))), null));
      assertProblem(name, () -> EventQuery.of(Map.of(name, List.of("a\u0000")), null));
      List<String> many = IntStream.range(0, 101).mapToObj(Integer::toString).toList();
      assertProblem(name, () -> EventQuery.of(Map.of(name, many), null));
    }
  }

  @Test
  void refusesASecondValueWhereOneIsMeant() {
    for (String name : List.of("after", "limit", "wait", "metadata")) {
      assertProblem(name, () -> EventQuery.of(Map.of(name, List.of("1", "1")), null));
    }
  }

  @Test
  void namesTheHeaderThatIsWrong() {
    assertProblem("Last-Event-ID", () -> EventQuery.of(Map.of(), "nonsense"));
  }

  @Test
  void aStreamIsReadByPlaceOrByCursor() {
    StreamQuery query =
        StreamQuery.of(
            "/api/streams/account:1/events",
            Map.of("from", List.of("5"), "direction", List.of("backwards")),
            null);
    assertThat(query.direction()).isEqualTo(Direction.BACKWARDS);
    assertThat(query.firstPlace()).isEqualTo(5);
    assertThat(query.filter().streams()).containsExactly("account:1");
    assertThat(StreamQuery.of("/api/streams/a/events", Map.of(), null).firstPlace()).isEqualTo(1);
    assertThat(
            StreamQuery.of("/api/streams/a/events", Map.of("direction", List.of("backwards")), null)
                .firstPlace())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(StreamQuery.of("/api/streams/a/events", Map.of(), null).live().start()).isEmpty();
    assertThat(StreamQuery.of("/api/streams/a/events", Map.of(), null).live().filter().streams())
        .containsExactly("a");
    assertThatThrownBy(query::live)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a live stream takes after");
  }

  @ParameterizedTest
  @CsvSource({
    "from, 0",
    "from, -1",
    "from, x",
    "direction, up",
    "direction, ''",
    "room, a",
    "type, a",
    "stream, a",
    "category, a",
    "since, 2026-11-21T10:00:00Z",
    "nonsense, 1"
  })
  void namesWhatIsWrongWithAStreamsQuery(String name, String value) {
    assertProblem(
        name, () -> StreamQuery.of("/api/streams/a/events", Map.of(name, List.of(value)), null));
  }

  @Test
  void aPlaceAndACursorExcludeEachOther() {
    assertProblem(
        "from",
        () ->
            StreamQuery.of(
                "/api/streams/a/events",
                Map.of("from", List.of("1"), "after", List.of("0")),
                null));
    assertProblem("stream", () -> StreamQuery.of("/api/streams/a%0Ab/events", Map.of(), null));
  }

  private static void assertProblem(String field, Runnable read) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, read::run);
    assertThat(thrown).as(field).isNotNull();
    assertThat(thrown.problem().status()).isEqualTo(400);
    assertThat(thrown.problem().toJson().getString("field")).isEqualTo(field);
    assertThat(thrown.problem().toJson().getString("detail")).endsWith(".");
  }
}
