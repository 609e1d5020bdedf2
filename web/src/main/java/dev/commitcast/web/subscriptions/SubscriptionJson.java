package dev.commitcast.web.subscriptions;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.notifications.consumer.SubscriptionInfo;
import dev.commitcast.persistence.subscription.ParkedEvents;
import dev.commitcast.persistence.subscription.PartitionState;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Subscriptions as JSON; absent members are left out. Stateless. */
final class SubscriptionJson {
  private SubscriptionJson() {}

  static JsonObject of(SubscriptionDefinition definition) {
    return builder(definition).build();
  }

  private static JsonObjectBuilder builder(SubscriptionDefinition definition) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("name", definition.name().value())
            .add("filter", of(definition.filter()))
            .add("from", definition.start().toString())
            .add("partitions", definition.partitioning().partitions());
    definition
        .retries()
        .ifPresent(
            retries ->
                json.add(
                    "settings",
                    JSON.createObjectBuilder()
                        .add("maxAttempts", retries.maxAttempts())
                        .add("retryDelay", seconds(retries.delay()))
                        .add("maxRetryDelay", seconds(retries.maxDelay()))));
    return json;
  }

  private static JsonObject of(EventFilter filter) {
    JsonObjectBuilder json = JSON.createObjectBuilder();
    add(json, "types", filter.types());
    add(json, "streams", filter.streams());
    add(json, "rooms", filter.rooms());
    add(json, "categories", filter.categories());
    return json.build();
  }

  private static void add(JsonObjectBuilder json, String name, Set<String> values) {
    if (!values.isEmpty()) {
      json.add(name, JSON.createArrayBuilder(new TreeSet<>(values)));
    }
  }

  static JsonObject of(SubscriptionInfo info) {
    JsonArrayBuilder partitions = JSON.createArrayBuilder();
    info.partitions().forEach(partition -> partitions.add(of(partition)));
    JsonObjectBuilder json =
        builder(info.definition())
            .add("status", status(info))
            .add("head", info.head())
            .add("lagEvents", info.lagEvents())
            .add("lagIsExact", info.exact())
            .add("lagSeconds", seconds(info.lag()))
            .add("parked", info.parked());
    add(json, "pausedAt", info.pausedAt());
    add(json, "stoppedAt", info.stoppedAt());
    info.stopReason().ifPresent(reason -> json.add("stopReason", reason));
    return json.add("partitionStates", partitions).build();
  }

  private static String status(SubscriptionInfo info) {
    if (info.stoppedAt().isPresent()) {
      return "stopped";
    }
    return info.pausedAt().isPresent() ? "paused" : "running";
  }

  private static JsonObject of(SubscriptionInfo.Partition partition) {
    PartitionState state = partition.state();
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("partition", state.partition())
            .add("checkpoint", state.checkpoint().toString())
            .add("leased", state.leased())
            .add("fence", state.fence())
            .add("lagEvents", partition.lagEvents())
            .add("parked", partition.parked())
            .add("attempts", state.attempts());
    partition.lag().ifPresent(lag -> json.add("lagSeconds", seconds(lag)));
    if (state.leased()) {
      state.owner().ifPresent(owner -> json.add("owner", owner));
      add(json, "leaseUntil", state.leaseUntil());
    }
    state.lastError().ifPresent(error -> json.add("lastError", error));
    return json.build();
  }

  static JsonObject of(ParkedEvents.Parked parked) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("partition", parked.partition())
            .add("version", parked.cursor().version())
            .add("error", parked.error())
            .add("attempts", parked.attempts())
            .add("parkedAt", parked.parkedAt().toString())
            .add("toReplay", parked.toReplay());
    parked.id().ifPresent(id -> json.add("id", id));
    parked.stream().ifPresent(stream -> json.add("stream", stream));
    parked.type().ifPresent(type -> json.add("type", type));
    return json.build();
  }

  private static void add(JsonObjectBuilder json, String name, Optional<Instant> moment) {
    moment.ifPresent(at -> json.add(name, at.toString()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
