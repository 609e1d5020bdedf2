package dev.commitcast.web.chat;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.chat.Channels;
import dev.commitcast.persistence.chat.Messages;
import dev.commitcast.persistence.error.UnknownRowException;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.Parameters;
import dev.commitcast.web.request.Ulids;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Channels and their messages. */
@Path("/channels")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ChannelsResource {
  private static final Set<String> MEMBERS = Set.of("user_id", "content", "metadata");
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  @Inject Channels channels;
  @Inject ChannelRooms rooms;
  @Inject Messages messages;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;
  @Context UriInfo uri;

  @GET
  public JsonObject list(@QueryParam("limit") String limit) {
    JsonArrayBuilder found = JSON.createArrayBuilder();
    for (Channel channel : rooms.channels(Parameters.limit(limit, MAX_LIMIT, MAX_LIMIT))) {
      found.add(ChatJson.of(channel));
    }
    return JSON.createObjectBuilder().add("channels", found).build();
  }

  @GET
  @Path("{channel}/messages")
  public JsonObject newest(
      @PathParam("channel") String channelId, @QueryParam("limit") String limit) {
    int most = Parameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    Ulid channel = Ulids.inPath("channel", channelId);
    if (!rooms.shows(channel) || channels.find(channel).isEmpty()) {
      throw noChannel(channel.value());
    }
    JsonArrayBuilder found = JSON.createArrayBuilder();
    for (Message message : messages.newest(channel, most)) {
      found.add(ChatJson.of(message));
    }
    return JSON.createObjectBuilder().add("messages", found).build();
  }

  @POST
  @Path("{channel}/messages")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response post(@PathParam("channel") String channelId, InputStream body) {
    Ulid channel = Ulids.inPath("channel", channelId);
    JsonBody given = JsonBody.read(body, MEMBERS);
    Ulid user = user(given);
    Message message =
        new Message(
            ulids.next(), channel, user, content(given), given.object("metadata").orElse(null));
    try {
      ChangeContext context = context(user.value());
      Message posted =
          isOperator() ? messages.post(message, context) : messages.postAsMember(message, context);
      return Response.created(uri.getAbsolutePathBuilder().path(posted.id().value()).build())
          .entity(ChatJson.of(posted))
          .build();
    } catch (UnknownRowException e) {
      if (e.field().equals(Messages.CHANNEL)) {
        throw noChannel(channel.value());
      }
      throw Problem.invalidValue("userId", e.getMessage()).asException(e);
    }
  }

  @DELETE
  @Path("{channel}/messages/{message}")
  public void delete(
      @PathParam("channel") String channelId,
      @PathParam("message") String messageId,
      @QueryParam("userId") String userId) {
    Ulid channel = Ulids.inPath("channel", channelId);
    Ulid message = Ulids.inPath("message", messageId);
    if (userId != null && !Ulid.isValid(userId)) {
      throw Problem.invalidParameter("userId", "userId is a ULID, 26 characters.").asException();
    }
    if (userId != null) {
      requireOneself(userId);
    }
    if (removed(channel, message, userId).isEmpty()) {
      throw Problem.notFound("There is no message " + message + " in channel " + channel + ".")
          .asException();
    }
  }

  private Optional<Message> removed(Ulid channel, Ulid message, String userId) {
    String self = Callers.of(request).id();
    if (isOperator()) {
      return messages.delete(channel, message, Instant.now(), context(userId));
    }
    return Ulid.isValid(self)
        ? messages.deleteAsMember(channel, message, new Ulid(self), Instant.now(), context(self))
        : Optional.empty();
  }

  private boolean isOperator() {
    return Callers.of(request).is(Role.OPERATOR);
  }

  /** Nobody speaks for another; operators do, for they run the system. */
  private void requireOneself(String userId) {
    if (!isOperator() && !userId.equals(Callers.of(request).id())) {
      throw Problem.of(ProblemType.FORBIDDEN)
          .detail("You are another user than " + userId + ".")
          .field("userId")
          .asException();
    }
  }

  private Ulid user(JsonBody given) {
    String text =
        isOperator()
            ? given.requiredText("user_id")
            : given.text("user_id").orElse(Callers.of(request).id());
    if (!Ulid.isValid(text)) {
      throw given.invalid("user_id", "is a ULID, 26 characters.", null);
    }
    requireOneself(text);
    return new Ulid(text);
  }

  private static String content(JsonBody given) {
    String content = given.requiredText("content");
    if (content.isBlank() || content.length() > Message.MAX_CONTENT) {
      throw given.invalid(
          "content",
          "has 1 to " + Message.MAX_CONTENT + " characters, not all of them blank.",
          null);
    }
    return content;
  }

  private ChangeContext context(String actor) {
    return Correlation.context(request, ulids, Callers.actor(request, actor));
  }

  private static ProblemException noChannel(String id) {
    return Problem.notFound("There is no channel " + id + ".").asException();
  }
}
