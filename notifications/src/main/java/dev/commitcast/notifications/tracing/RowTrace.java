package dev.commitcast.notifications.tracing;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.RecordedEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trace that a row carries, in the form of W3C Trace Context. Stateless. */
public final class RowTrace {
  private static final String MEMBER = "traceparent";
  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private RowTrace() {}

  /** The span that committed an event, as the parent of others; empty if the event names none. */
  public static Optional<Context> of(RecordedEvent event) {
    String metadata = event.metadata();
    if (metadata == null || !metadata.contains(MEMBER)) {
      return Optional.empty();
    }
    try (JsonReader reader = JSON.createReader(new StringReader(metadata))) {
      JsonObject members = reader.readObject();
      return members.containsKey(MEMBER) ? parse(members.getString(MEMBER, "")) : Optional.empty();
    } catch (RuntimeException expected) {
      // an appender's metadata may be anything; then it names no trace. Not only JsonException: the
      // parser throws a bare one for what is nested deeply
      return Optional.empty();
    }
  }

  /** Such a text as a remote parent; empty if it is none. */
  public static Optional<Context> parse(String traceparent) {
    Matcher parts = FORM.matcher(traceparent);
    if (!parts.matches()) {
      return Optional.empty();
    }
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            parts.group(1),
            parts.group(2),
            TraceFlags.fromHex(parts.group(3), 0),
            TraceState.getDefault());
    return Optional.of(Context.root().with(Span.wrap(remote)));
  }

  /** How a row names a span. */
  public static String print(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }
}
