package dev.commitcast.web.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.StreamAppend;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;

/** Appends to several streams: to all or to none. */
@Path("/append")
@RequestScoped
public class AppendAllResource {
  @Inject EventStore store;
  @Inject AppendRights rights;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;

  @POST
  @TakesEvents
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response append(InputStream body) {
    refuseConditions();
    RepeatableIds ids = new RepeatableIds(request.getHeader(RepeatableIds.HEADER));
    RequestNotes notes =
        new RequestNotes(
            Correlation.context(request, ulids, Callers.actor(request, null)),
            !Callers.isLocal(request));
    List<StreamAppend> appends =
        new EventsBody(JsonBody.text(body), notes)
            .appends().stream()
                .map(
                    each ->
                        new StreamAppend(
                            each.stream(), each.expected(), ids.give(each.stream(), each.events())))
                .toList();

    rights.require(Callers.of(request), appends);
    List<AppendResult> results = store.appendAll(appends);

    boolean repeated =
        results.stream().flatMap(each -> each.events().stream()).allMatch(AppendedEvent::repeated);
    return Response.status(repeated ? Response.Status.OK : Response.Status.CREATED)
        .entity(
            results.stream()
                .map(each -> StoreJson.print(each, versionOf(each)))
                .collect(Collectors.joining(",", "{\"streams\":[", "]}")))
        .build();
  }

  /** A condition for one stream; here each stream has its own, and one overlooked would do harm. */
  private void refuseConditions() {
    for (String header : List.of("If-Match", "If-None-Match")) {
      if (request.getHeader(header) != null) {
        throw Problem.invalidParameter(
                header, "Say with \"expected\" beside each stream what is expected of it.")
            .asException();
      }
    }
  }

  private long versionOf(AppendResult result) {
    return result.version().orElseGet(() -> store.latestVersion(result.stream()));
  }
}
