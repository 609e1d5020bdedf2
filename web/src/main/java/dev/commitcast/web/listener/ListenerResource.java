package dev.commitcast.web.listener;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.metrics.Observations;
import dev.commitcast.notifications.sequencer.SequencerStatus;
import dev.commitcast.persistence.observation.LogProgress;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** What this node's listener is doing; answers also when the database is away. */
@Path("/listener")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ListenerResource {
  @Inject PostgresListener listener;
  @Inject ListenerSettings settings;
  @Inject SequencerStatus sequencer;
  @Inject Observations observations;

  @GET
  public JsonObject show() {
    ListenerStatus status = listener.status();
    ListenerStatus.Moment moment = status.moment();
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("node", settings.node())
            .add("state", moment.state().name())
            .add("since", moment.since().toString())
            .add("reason", moment.reason())
            .add("connected", listener.isConnected())
            .add("attempts", status.attempts())
            .add("backendPid", status.backendPid())
            .add("epoch", status.epoch())
            .add("version", status.version())
            .add("head", status.head())
            .add("leads", sequencer.leads());
    leader().ifPresentOrElse(name -> json.add("leader", name), () -> json.addNull("leader"));
    return json.add("channels", channels()).build();
  }

  /** Others as they were seen a moment ago: the answer must not wait for a database that hangs. */
  private Optional<String> leader() {
    return sequencer.leads()
        ? Optional.of(settings.node())
        : observations.progress().flatMap(LogProgress::leader);
  }

  private JsonArrayBuilder channels() {
    JsonArrayBuilder channels = JSON.createArrayBuilder();
    for (String channel : listener.channels().stream().sorted().toList()) {
      JsonArrayBuilder handlers = JSON.createArrayBuilder();
      for (Registration each : listener.registrations(channel)) {
        handlers.add(
            JSON.createObjectBuilder()
                .add("name", each.name())
                .add("waiting", each.waiting())
                .add("handled", each.handled())
                .add("dropped", each.dropped())
                .add("failures", each.failures()));
      }
      channels.add(JSON.createObjectBuilder().add("channel", channel).add("handlers", handlers));
    }
    return channels;
  }
}
