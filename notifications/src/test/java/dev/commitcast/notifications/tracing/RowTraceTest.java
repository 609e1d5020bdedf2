package dev.commitcast.notifications.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.RecordedEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTraceTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void readsWhatItPrints() {
    SpanContext span = Span.fromContext(RowTrace.parse(TRACEPARENT).orElseThrow()).getSpanContext();
    assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(span.getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.isSampled()).isTrue();
    assertThat(RowTrace.print(span)).isEqualTo(TRACEPARENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNoTraceIsNone(String text) {
    assertThat(RowTrace.parse(text)).isEmpty();
  }

  @Test
  void metadataThatNoParserTakesNamesNoTrace() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(RowTrace.of(event("{\"traceparent\": \"" + TRACEPARENT + "\"}"))).isPresent();
    assertThat(RowTrace.of(event("{\"traceparent\": 1}"))).isEmpty();
    assertThat(RowTrace.of(event("[\"traceparent\"]"))).isEmpty();
    assertThat(RowTrace.of(event("{\"deep\": " + deep + ", \"traceparent\": \"x\"}"))).isEmpty();
  }

  private static RecordedEvent event(String metadata) {
    return new RecordedEvent(
        1,
        "01J00000000000000000000000",
        "a:1",
        OptionalLong.of(1),
        "b",
        null,
        "{}",
        metadata,
        Instant.EPOCH,
        "1",
        true,
        false,
        2);
  }
}
