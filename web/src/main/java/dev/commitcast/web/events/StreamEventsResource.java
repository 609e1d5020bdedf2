package dev.commitcast.web.events;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.stream.Collectors;

/** One stream: its history in pages, or live. */
@Path("/streams/{stream}/events")
@RequestScoped
public class StreamEventsResource {
  @Inject EventLog log;
  @Inject EventPages pages;
  @Inject EventSinks sinks;

  @GET
  @Produces("text/event-stream;qs=1.0")
  public void live(
      @PathParam("stream") String stream,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context UriInfo uri,
      @Context SseEventSink sink,
      @Context Sse sse,
      @Context HttpServletResponse response) {
    StreamQuery query = StreamQuery.of(stream, uri.getQueryParameters(), lastEventId);
    response.setHeader("Cache-Control", "no-cache, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
    sinks.register(
        sink,
        sse,
        new SubscriptionRequest(query.filter(), query.startOfStream(), query.events().metadata()));
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON + ";qs=0.9")
  public String page(@PathParam("stream") String stream, @Context UriInfo uri) {
    StreamQuery query = StreamQuery.of(stream, uri.getQueryParameters(), null);
    if (query.events().start().isPresent()) {
      EventQuery events = query.events().withFilter(query.filter());
      Cursor start = pages.startOf(events);
      return pages.read(events, start).json(events.metadata());
    }
    List<RecordedEvent> events =
        log.readStream(
            query.stream(),
            query.firstPlace(),
            query.direction(),
            new PageLimit(query.events().limit(), EventPages.MAX_PAGE_BYTES));
    return events.stream()
        .map(event -> EventJson.print(event, query.events().metadata()))
        .collect(
            Collectors.joining(
                ",", "{\"events\":[", "],\"head\":\"" + log.state().headCursor() + "\"}"));
  }
}
