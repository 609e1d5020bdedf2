package dev.commitcast.web.events;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.notifications.access.VisibleSlice;
import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.stream.Collectors;

/** One stream's history in pages; live it is served by {@link EventStreamFilter}. */
@Path("/streams/{stream}/events")
@RequestScoped
public class StreamEventsResource {
  @Inject EventLog log;
  @Inject VisibleLog visible;
  @Inject EventAccess access;
  @Inject EventPages pages;
  @Context HttpServletRequest request;
  @Context UriInfo uri;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String page() {
    StreamQuery query = StreamQuery.of(request.getRequestURI(), uri.getQueryParameters(), null);
    if (query.events().start().isPresent()) {
      EventQuery events = query.events().withFilter(query.filter());
      Cursor start = pages.startOf(events);
      return pages
          .read(events, start, access.reading(Callers.of(request), events.filter()))
          .json(events.metadata());
    }
    // asked first: who goes on from the head gets what comes between again, and misses nothing; and
    // a recovery between leaves a cursor that the log refuses
    Cursor head = log.state().headCursor();
    VisibleSlice slice =
        EventAccess.known(
            () ->
                visible.readStream(
                    Callers.of(request),
                    query.stream(),
                    query.firstPlace(),
                    query.direction(),
                    new PageLimit(query.events().limit(), EventPages.MAX_PAGE_BYTES)));
    String next = slice.next().isPresent() ? "\"next\":" + slice.next().getAsLong() + "," : "";
    return slice.events().stream()
        .map(event -> EventJson.print(event, query.events().metadata()))
        .collect(
            Collectors.joining(",", "{\"events\":[", "]," + next + "\"head\":\"" + head + "\"}"));
  }
}
