package dev.commitcast.web.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.StreamPath;
import dev.commitcast.web.request.TakesEvents;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Appends to one stream. */
@Path("/streams/{stream}/events")
@RequestScoped
public class AppendResource {
  @Inject EventStore store;
  @Inject AppendRights rights;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;
  @Context UriInfo uri;

  @POST
  @TakesEvents
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response append(InputStream body) {
    StreamId stream = StreamPath.of(request.getRequestURI(), uri.getQueryParameters());
    ExpectedVersion expected = Expectation.of(request);
    RepeatableIds ids = new RepeatableIds(request.getHeader(RepeatableIds.HEADER));
    RequestNotes notes =
        new RequestNotes(
            Correlation.context(request, ulids, Callers.actor(request, null)),
            !Callers.isLocal(request));
    List<EventData> events = new EventsBody(JsonBody.text(body), notes).events();
    rights.require(Callers.of(request), List.of(new StreamAppend(stream, expected, events)));

    AppendResult result = store.append(stream, expected, ids.give(stream, events));

    long version = result.version().orElseGet(() -> store.latestVersion(stream));
    Response.ResponseBuilder answer =
        result.events().stream().allMatch(AppendedEvent::repeated)
            ? Response.ok()
            : Response.status(Response.Status.CREATED);
    if (!result.events().isEmpty()) {
      answer.location(placeOf(result));
    }
    return answer
        .tag(new EntityTag(Long.toString(version)))
        .entity(StoreJson.print(result, version))
        .build();
  }

  /** Where the first of the events can be read. */
  private URI placeOf(AppendResult result) {
    String path = StreamPath.print(result.stream(), "/events");
    return uri.getBaseUri()
        .resolve(
            path
                + (path.indexOf('?') < 0 ? "?" : "&")
                + "from="
                + result.events().get(0).streamVersion());
  }
}
