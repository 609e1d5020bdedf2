package dev.commitcast.web.store;

import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.StreamPath;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * One event, sequenced or not; also one of a stream that is deleted. An id that no path can carry,
 * such as one with a tab, goes into the parameter {@code id}, with a hyphen in its place.
 */
@Path("/events/{id}")
@RequestScoped
public class EventResource {
  @Inject VisibleLog log;
  @Context HttpServletRequest request;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String event(
      @PathParam("id") String inPath,
      @QueryParam("id") List<String> elsewhere,
      @QueryParam("metadata") String metadata) {
    if (!elsewhere.isEmpty() && (!inPath.equals(StreamPath.ELSEWHERE) || elsewhere.size() > 1)) {
      throw Problem.invalidParameter(
              "id", "Name the event in the path; or once in id=, with a hyphen in the path.")
          .asException();
    }
    String id = elsewhere.isEmpty() ? inPath : elsewhere.get(0);
    if (metadata != null && !metadata.equals("true") && !metadata.equals("false")) {
      throw Problem.invalidParameter("metadata", "metadata is true or false.").asException();
    }
    return EventAccess.known(() -> log.event(Callers.of(request), id))
        .map(event -> EventJson.print(event, "true".equals(metadata)))
        .orElseThrow(() -> Problem.notFound("There is no event " + id + ".").asException());
  }
}
