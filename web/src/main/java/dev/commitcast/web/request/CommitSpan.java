package dev.commitcast.web.request;

import dev.commitcast.notifications.tracing.EventTraces;
import dev.commitcast.notifications.tracing.RowTrace;
import io.opentelemetry.api.trace.Span;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * The span of what a request writes: from before its transaction begins until the answer is made.
 * One per request, kept with it. Stateless.
 */
final class CommitSpan {
  private static final String TRACES = EventTraces.class.getName();
  private static final String SPAN = CommitSpan.class.getName();

  private CommitSpan() {}

  /** Lets the request's changes be traced. */
  static void allow(HttpServletRequest request, EventTraces traces) {
    request.setAttribute(TRACES, traces);
  }

  /**
   * Begins it unless it has begun, and answers how the rows name it; empty if nothing is traced.
   *
   * @param traceparent of the client, null if it sent none
   */
  static Optional<String> begin(HttpServletRequest request, String traceparent) {
    if (request.getAttribute(SPAN) == null
        && request.getAttribute(TRACES) instanceof EventTraces traces) {
      traces.beginCommit(traceparent).ifPresent(span -> request.setAttribute(SPAN, span));
    }
    return request.getAttribute(SPAN) instanceof Span span
        ? Optional.of(RowTrace.print(span.getSpanContext()))
        : Optional.empty();
  }

  /** Ends it if it has begun; a second end does nothing. */
  static void end(HttpServletRequest request) {
    if (request.getAttribute(SPAN) instanceof Span span) {
      span.end();
    }
  }
}
