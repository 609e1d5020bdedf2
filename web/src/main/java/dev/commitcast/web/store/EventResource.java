package dev.commitcast.web.store;

import dev.commitcast.notifications.hub.EventJson;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.web.problem.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** One event, sequenced or not; also one of a stream that is deleted. */
@Path("/events/{id}")
@RequestScoped
public class EventResource {
  @Inject EventStore store;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String event(@PathParam("id") String id, @QueryParam("metadata") String metadata) {
    if (metadata != null && !metadata.equals("true") && !metadata.equals("false")) {
      throw Problem.invalidParameter("metadata", "metadata is true or false.").asException();
    }
    return store
        .event(id)
        .map(event -> EventJson.print(event, "true".equals(metadata)))
        .orElseThrow(() -> Problem.notFound("There is no event " + id + ".").asException());
  }
}
