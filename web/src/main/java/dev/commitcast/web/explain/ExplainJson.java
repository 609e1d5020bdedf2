package dev.commitcast.web.explain;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.explain.EventWay;
import dev.commitcast.notifications.explain.Judgement;
import dev.commitcast.notifications.hub.SubscriptionFacts;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Explanations as JSON. Stateless. */
final class ExplainJson {
  private ExplainJson() {}

  static JsonObjectBuilder of(EventWay way) {
    JsonObjectBuilder json = JSON.createObjectBuilder();
    way.event().ifPresent(event -> facts(event, json));
    return json.add("standing", way.standing().outcome()).add("because", way.standing().because());
  }

  private static void facts(RecordedEvent event, JsonObjectBuilder json) {
    if (event.version() > 0) {
      json.add("version", event.version());
    }
    if (event.id() != null) {
      json.add("id", event.id());
    }
    json.add("stream", event.stream()).add("type", event.type());
    if (event.room() != null) {
      json.add("room", event.room());
    }
    json.add("at", event.at().toString());
    if (event.sequencedAt() != null) {
      json.add("sequencedAt", event.sequencedAt().toString());
    }
  }

  static JsonObjectBuilder of(Judgement judgement) {
    return JSON.createObjectBuilder()
        .add("outcome", judgement.outcome())
        .add("because", judgement.because());
  }

  static JsonArrayBuilder all(List<SubscriptionFacts> many) {
    JsonArrayBuilder json = JSON.createArrayBuilder();
    many.forEach(each -> json.add(of(each)));
    return json;
  }

  static JsonObjectBuilder of(SubscriptionFacts facts) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("id", facts.id())
            .add("state", facts.state())
            .add("filter", of(facts.filter()))
            .add("start", facts.start())
            .add("openedAt", facts.openedAt().toString())
            .add("offeredThrough", facts.offeredThrough())
            .add("lastWriteMillisAgo", facts.lastWrite().toMillis());
    facts.startedAfter().ifPresent(version -> json.add("startedAfter", version));
    facts.waitingFrom().ifPresent(version -> json.add("waitingFrom", version));
    facts.closedAt().ifPresent(at -> json.add("closedAt", at.toString()));
    facts.reason().ifPresent(why -> json.add("reason", why.name().toLowerCase(Locale.ROOT)));
    return json;
  }

  private static JsonObjectBuilder of(EventFilter filter) {
    return JSON.createObjectBuilder()
        .add("types", texts(filter.types()))
        .add("streams", texts(filter.streams()))
        .add("rooms", texts(filter.rooms()))
        .add("categories", texts(filter.categories()));
  }

  private static JsonArrayBuilder texts(Collection<String> texts) {
    JsonArrayBuilder json = JSON.createArrayBuilder();
    new TreeSet<>(texts).forEach(json::add);
    return json;
  }
}
