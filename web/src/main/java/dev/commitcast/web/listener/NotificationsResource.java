package dev.commitcast.web.listener;

import dev.commitcast.notifications.channel.ChannelLimits;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.JsonBody;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** Notifies channels; whoever wants to hear some gets {@link NotificationStreamFilter}. */
@Path("/notifications")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class NotificationsResource {
  @Inject PostgresListener listener;

  /** 204: it has been notified. Whether anybody listens is not known. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void send(InputStream in) {
    JsonBody body = JsonBody.read(in, Set.of("channel", "payload"));
    String channel = body.requiredText("channel");
    String payload = payload(body);
    try {
      ChannelLimits.payload(payload);
    } catch (IllegalArgumentException e) {
      throw body.refused("payload", e);
    }
    try {
      listener.notify(channel, payload);
    } catch (IllegalArgumentException e) {
      throw body.refused("channel", e);
    }
  }

  /** A text goes as it is, any other value as its JSON. */
  private static String payload(JsonBody body) {
    String json =
        body.json("payload")
            .orElseThrow(() -> body.invalid("payload", "must be given; it may be empty.", null));
    return json.startsWith("\"") ? body.requiredText("payload") : json;
  }

  /** There are no pages of what nobody keeps. */
  @GET
  public void hear(@QueryParam("channel") List<String> channels) {
    throw Problem.of(ProblemType.NOT_ACCEPTABLE)
        .detail("Notifications come as text/event-stream only.")
        .field("Accept")
        .asException();
  }
}
