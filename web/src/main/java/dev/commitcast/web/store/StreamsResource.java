package dev.commitcast.web.store;

import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.domain.event.StreamInfo;
import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.store.StreamPage;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.Parameters;
import dev.commitcast.web.request.StreamPath;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Collectors;

/** What streams there are, what is known about one, and what may be changed about it. */
@Path("/streams")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StreamsResource {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  @Inject EventStore store;
  @Inject StreamChanges changes;
  @Inject VisibleLog log;
  @Context HttpServletRequest request;
  @Context UriInfo uri;

  @GET
  public String list(
      @QueryParam("category") String category,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    int most = Parameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    StreamPage page =
        store.streams(Optional.ofNullable(category), Optional.ofNullable(after), most);
    String next = page.next().map(name -> ",\"next\":" + JsonStrings.quote(name)).orElse("");
    return page.streams().stream()
        .map(StoreJson::print)
        .collect(Collectors.joining(",", "{\"streams\":[", "]" + next + "}"));
  }

  @GET
  @Path("{stream}")
  public Response find() {
    StreamId stream = stream();
    if (!Callers.of(request).is(Role.OPERATOR) && !isVisible(stream)) {
      throw unknown(stream);
    }
    return answer(stream);
  }

  @DELETE
  @Path("{stream}")
  public void delete() {
    store.deleteStream(stream(), Expectation.of(request));
  }

  @PATCH
  @Path("{stream}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  public Response change(InputStream body) {
    StreamId stream = stream();
    StreamPatch patch = StreamPatch.read(JsonBody.text(body));
    // before the transaction: the server takes whatever leaves one for a failure of its own
    if (store.streamInfo(stream).isEmpty()) {
      throw unknown(stream);
    }
    changes.apply(patch, stream);
    return answer(stream);
  }

  /** Whose last event may be seen, whatever else is in it. */
  private boolean isVisible(StreamId stream) {
    return EventAccess.known(() -> log.showsEndOf(Callers.of(request), stream));
  }

  private StreamId stream() {
    return StreamPath.of(request.getRequestURI(), uri.getQueryParameters());
  }

  private Response answer(StreamId stream) {
    StreamInfo info = store.streamInfo(stream).orElseThrow(() -> unknown(stream));
    return Response.ok(StoreJson.print(info))
        .tag(new EntityTag(Long.toString(info.version())))
        .build();
  }

  private static ProblemException unknown(StreamId stream) {
    return Problem.notFound("There is no stream " + stream + ".").asException();
  }
}
