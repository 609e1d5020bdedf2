package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.domain.event.StreamId;
import dev.commitcast.web.problem.ProblemException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {
  @Property
  void whatIsPrintedIsReadAgain(@ForAll @StringLength(min = 1, max = 40) String name) {
    Assume.that(name.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0));
    Assume.that(name.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    StreamId stream = new StreamId(name);
    String path = "/api/" + StreamPath.print(stream, "/events");
    int query = path.indexOf('?');
    Map<String, List<String>> parameters =
        query < 0
            ? Map.of()
            : Map.of("stream", List.of(StreamPath.decode(path.substring(path.indexOf('=') + 1))));
    String raw = query < 0 ? path : path.substring(0, query);
    assertThat(StreamPath.of(raw, parameters)).isEqualTo(stream);
    assertThat(StreamPath.isOfEvents(raw)).isTrue();
    assertThat(path).matches("[\\x21-\\x7e]+");
  }

  @Test
  void readsTheNameAsItWasSent() {
    assertThat(StreamPath.of("/api/streams/a+b%2B%2F%C3%A9;c", Map.of()))
        .isEqualTo(new StreamId("a+b+/é;c"));
    assertThat(StreamPath.of("/api/streams/events", Map.of())).isEqualTo(new StreamId("events"));
    assertThat(StreamPath.isOfEvents("/api/streams/events")).isFalse();
    assertThat(StreamPath.of("/api/streams/-", Map.of())).isEqualTo(new StreamId("-"));
    assertThat(StreamPath.print(new StreamId(".."), "")).isEqualTo("streams/-?stream=..");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "a%zz", "%FF", "%C3", "%00", "%0A", "%ED%A0%80"})
  void refusesWhatIsNoName(String segment) {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> StreamPath.of("/api/streams/" + segment, Map.of()));
    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().toJson().getString("field")).isEqualTo("stream");
  }
}
