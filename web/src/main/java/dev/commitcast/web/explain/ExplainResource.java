package dev.commitcast.web.explain;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.notifications.explain.EventSearch;
import dev.commitcast.notifications.explain.EventWay;
import dev.commitcast.notifications.explain.Judgement;
import dev.commitcast.notifications.explain.LiveJudge;
import dev.commitcast.notifications.explain.PersistentJudge;
import dev.commitcast.notifications.hub.SubscriptionFacts;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.metrics.Observations;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.web.problem.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.function.Function;

/** Why a subscriber did or did not get an event; without an event, who subscribes here. */
@Path("/explain")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExplainResource {
  /** Of open and of closed subscriptions, so many are listed. */
  private static final int LISTED = 200;

  private static final int LONGEST_EVENT_ID = 255;

  @Inject SubscriptionHub hub;
  @Inject PersistentSubscriptions persistent;
  @Inject EventLog log;
  @Inject Observations seen;

  @GET
  public JsonObject explain(
      @QueryParam("event") String event, @QueryParam("subscription") String subscription) {
    if (event == null) {
      return subscription == null ? list() : described(subscription);
    }
    if (event.isEmpty() || event.length() > LONGEST_EVENT_ID || event.indexOf('\0') >= 0) {
      throw Problem.invalidParameter(
              "event", "event is an event's id, its version, or a cursor like 1.4711.")
          .asException();
    }
    return subscription == null ? way(event) : judged(event, subscription);
  }

  private JsonObject list() {
    return JSON.createObjectBuilder()
        .add("open", hub.openSubscriptions())
        .add("subscriptions", ExplainJson.all(hub.list(LISTED)))
        .add("closed", ExplainJson.all(hub.lastClosed(LISTED)))
        .build();
  }

  private JsonObject described(String subscription) {
    JsonObjectBuilder described =
        hub.find(subscription)
            .map(ExplainJson::of)
            .orElseGet(() -> persistent(named(subscription)));
    return JSON.createObjectBuilder().add("subscription", described).build();
  }

  private JsonObject way(String event) {
    EventWay way = new EventSearch(log, seen).find(event);
    JsonObjectBuilder json = JSON.createObjectBuilder().add("event", ExplainJson.of(way));
    way.event().ifPresent(found -> json.add("wantedBy", hub.interested(found)));
    way.sequenced()
        .filter(found -> hub.head() != null)
        .ifPresent(found -> json.add("handedOut", hub.head().version() >= found.version()));
    return json.build();
  }

  private JsonObject judged(String event, String subscription) {
    Function<RecordedEvent, Judgement> judge;
    JsonObjectBuilder described;
    Optional<SubscriptionFacts> live = hub.find(subscription);
    if (live.isPresent()) {
      judge = found -> LiveJudge.judge(found, live.get());
      described = ExplainJson.of(live.get());
    } else {
      SubscriptionName name = named(subscription);
      judge = found -> new PersistentJudge(persistent, log).judge(found, persistent.info(name));
      described = persistent(name);
    }
    EventWay way = new EventSearch(log, seen).find(event);
    Judgement judgement =
        way.sequenced()
            .map(judge)
            .orElseGet(
                () ->
                    way.standing().outcome().equals("pending")
                        ? new Judgement("waiting", way.standing().because())
                        : way.standing());
    return JSON.createObjectBuilder()
        .add("event", ExplainJson.of(way))
        .add("subscription", described)
        .addAll(ExplainJson.of(judgement))
        .build();
  }

  private static JsonObjectBuilder persistent(SubscriptionName name) {
    return JSON.createObjectBuilder().add("name", name.value()).add("state", "persistent");
  }

  private SubscriptionName named(String subscription) {
    try {
      SubscriptionName name = new SubscriptionName(subscription);
      if (persistent.find(name).isPresent()) {
        return name;
      }
    } catch (IllegalArgumentException expected) {
      // it is no name either, and the sentence below says what there is
    }
    throw unknown(subscription);
  }

  private static RuntimeException unknown(String subscription) {
    return Problem.notFound(
            "This node knows no subscription "
                + subscription
                + ": its id is in the first frame of its stream, which only the node knows that"
                + " serves it, and for 1,000 others after it has ended; or it is the name of a"
                + " persistent subscription.")
        .asException();
  }
}
