package dev.commitcast.web.subscriptions;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.subscription.DeliveryToken;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.domain.subscription.Verdict;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.Parameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Persistent subscriptions, for operators and for consumers' answers; deliveries themselves leave
 * through {@link DeliveryStreamFilter}.
 */
@Path("/subscriptions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SubscriptionsResource {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  @Inject PersistentSubscriptions subscriptions;
  @Context UriInfo uri;

  @GET
  public JsonObject list() {
    JsonArrayBuilder found = JSON.createArrayBuilder();
    for (SubscriptionDefinition definition : subscriptions.list()) {
      found.add(SubscriptionJson.of(definition));
    }
    return JSON.createObjectBuilder().add("subscriptions", found).build();
  }

  /** 201 when it is new, 200 when the same is there already, 409 when another is. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(InputStream body) {
    SubscriptionDefinition definition = NewSubscription.read(body);
    boolean created;
    try {
      created = subscriptions.create(definition);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue("from", e.getMessage()).asException(e);
    }
    Response.ResponseBuilder answer =
        created
            ? Response.created(uri.getAbsolutePathBuilder().path(definition.name().value()).build())
            : Response.ok();
    return answer.entity(SubscriptionJson.of(definition)).build();
  }

  @GET
  @Path("{name}")
  public JsonObject info(@PathParam("name") String name) {
    return SubscriptionJson.of(subscriptions.info(named(name)));
  }

  @DELETE
  @Path("{name}")
  public void delete(@PathParam("name") String name) {
    if (!subscriptions.delete(named(name))) {
      throw new UnknownSubscriptionException(named(name));
    }
  }

  @POST
  @Path("{name}/pause")
  public void pause(@PathParam("name") String name) {
    subscriptions.pause(named(name));
  }

  @POST
  @Path("{name}/resume")
  public void resume(@PathParam("name") String name) {
    subscriptions.resume(named(name));
  }

  @POST
  @Path("{name}/rewind")
  @Consumes(MediaType.APPLICATION_JSON)
  public void rewind(@PathParam("name") String name, InputStream in) {
    JsonBody body = JsonBody.read(in, Set.of("to"));
    try {
      subscriptions.rewind(named(name), NewSubscription.start(body, "to", body.requiredText("to")));
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue("to", e.getMessage()).asException(e);
    }
  }

  @GET
  @Path("{name}/parked")
  public JsonObject parked(
      @PathParam("name") String name,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    JsonArrayBuilder found = JSON.createArrayBuilder();
    subscriptions
        .parked(
            named(name),
            version("after", after).orElse(0L),
            Parameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT))
        .forEach(parked -> found.add(SubscriptionJson.of(parked)));
    return JSON.createObjectBuilder().add("parked", found).build();
  }

  /** All parked events, or the one with this version. */
  @POST
  @Path("{name}/replay-parked")
  public JsonObject replayParked(
      @PathParam("name") String name, @QueryParam("version") String version) {
    Optional<Long> one = version("version", version);
    int asked;
    if (one.isEmpty()) {
      asked = subscriptions.replayParked(named(name));
    } else if (subscriptions.replayParked(named(name), one.get())) {
      asked = 1;
    } else {
      throw Problem.notFound("Event " + version + " is not parked in " + name + ".").asException();
    }
    return JSON.createObjectBuilder().add("replaying", asked).build();
  }

  /** Reached only by those who do not want an event stream; see {@link DeliveryStreamFilter}. */
  @GET
  @Path("{name}/events")
  public JsonObject deliveries() {
    throw Problem.of(ProblemType.NOT_ACCEPTABLE)
        .detail("Deliveries come as text/event-stream.")
        .field("Accept")
        .asException();
  }

  /** Acknowledges a delivery, or several, and with each those before it in its partition. */
  @POST
  @Path("{name}/ack")
  @Consumes(MediaType.APPLICATION_JSON)
  public void ack(@PathParam("name") String name, InputStream in) {
    JsonBody body = JsonBody.read(in, Set.of("delivery", "deliveries"));
    List<String> deliveries = new ArrayList<>(body.texts("deliveries"));
    body.text("delivery").ifPresent(deliveries::add);
    if (deliveries.isEmpty() || deliveries.size() > MAX_LIMIT) {
      throw body.invalid("deliveries", "holds 1 to " + MAX_LIMIT + " deliveries.", null);
    }
    List<DeliveryToken> tokens = deliveries.stream().map(text -> token(body, text)).toList();
    for (DeliveryToken token : tokens) {
      subscriptions.answer(named(name), token, Verdict.ack());
    }
  }

  @POST
  @Path("{name}/nack")
  @Consumes(MediaType.APPLICATION_JSON)
  public void nack(@PathParam("name") String name, InputStream in) {
    JsonBody body = JsonBody.read(in, Set.of("delivery", "action", "error"));
    DeliveryToken token = token(body, body.requiredText("delivery"));
    subscriptions.answer(named(name), token, verdict(body));
  }

  private static Verdict verdict(JsonBody body) {
    String action = body.text("action").orElse("retry");
    String error = body.text("error").orElse(null);
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "retry" -> Verdict.retry(error);
      case "park" -> Verdict.park(error);
      case "skip" -> Verdict.skip(error);
      case "stop" -> Verdict.stop(error);
      default -> throw body.invalid("action", "is retry, park, skip or stop.", null);
    };
  }

  private static DeliveryToken token(JsonBody body, String text) {
    try {
      return DeliveryToken.parse(text);
    } catch (IllegalArgumentException e) {
      throw body.refused("delivery", e);
    }
  }

  private static Optional<Long> version(String name, String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      long version = Long.parseLong(text);
      if (version >= 0) {
        return Optional.of(version);
      }
    } catch (NumberFormatException expected) {
      // the same sentence as for a negative number follows
    }
    throw Problem.invalidParameter(name, name + " is a version of the log, a whole number.")
        .asException();
  }

  static SubscriptionName named(String name) {
    try {
      return new SubscriptionName(name);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter("name", e.getMessage()).asException(e);
    }
  }
}
