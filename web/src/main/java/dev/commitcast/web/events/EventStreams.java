package dev.commitcast.web.events;

import dev.commitcast.web.limits.Place;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The beginning that all event streams have. Stateless. */
public final class EventStreams {
  private EventStreams() {}

  /**
   * Turns an answer into an event stream that lasts until somebody completes it; from here on the
   * caller must see to that.
   *
   * @param place left when the stream ends
   */
  public static AsyncContext begin(
      HttpServletRequest request, HttpServletResponse response, Place.Lease place) {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    // a proxy that gathers answers would keep the events
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    place.until(context);
    return context;
  }
}
