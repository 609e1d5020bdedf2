package dev.commitcast.web.presence;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.Room;
import dev.commitcast.notifications.presence.RoomMessage;
import dev.commitcast.notifications.presence.Rooms;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.StreamPath;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is in a room just now, on all nodes. A name that no path can carry goes into the parameter
 * {@code room}, with a hyphen in its place.
 */
@Path("/rooms/{room}/presence")
@RequestScoped
public class PresenceResource {
  private static final Pattern PATH = Pattern.compile("/api/rooms/([^/]+)/presence/?$");

  @Inject Rooms rooms;
  @Inject EventAccess access;
  @Context HttpServletRequest request;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject present(@QueryParam("room") List<String> elsewhere) {
    String room = room(elsewhere);
    if (!access.atOnce(Callers.of(request)).allowsRoom(room)) {
      throw Problem.of(ProblemType.FORBIDDEN)
          .detail("The room " + room + " is not granted to you.")
          .field("room")
          .asException();
    }
    RoomMessage.Present present = rooms.present(room);
    JsonArrayBuilder users = JSON.createArrayBuilder();
    present.users().forEach(users::add);
    return JSON.createObjectBuilder()
        .add("room", room)
        .add("users", users)
        .add("count", present.count())
        .build();
  }

  /** By the path as it was sent, by which others may have decided whether to let it through. */
  private String room(List<String> elsewhere) {
    Matcher path = PATH.matcher(request.getRequestURI());
    if (!path.find()) {
      throw Problem.notFound("There is no room in this path.").asException();
    }
    String name = StreamPath.decode(path.group(1));
    if (!elsewhere.isEmpty() && (!name.equals(StreamPath.ELSEWHERE) || elsewhere.size() > 1)) {
      throw refused(
          "Name the room in the path; or once in room=, with a hyphen in the path.", null);
    }
    try {
      return new Room(elsewhere.isEmpty() ? name : elsewhere.get(0)).value();
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage(), e);
    }
  }

  private static ProblemException refused(String sentence, Throwable cause) {
    return Problem.invalidParameter("room", sentence).asException(cause);
  }
}
