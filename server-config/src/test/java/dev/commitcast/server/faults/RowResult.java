package dev.commitcast.server.faults;

import dev.commitcast.server.faults.load.Tally;
import dev.commitcast.server.faults.watch.HealthWatch;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;

/**
 * What one row of the matrix showed.
 *
 * @param recoveryMillis until the first event committed after the fault was seen by all; negative
 *     if that did not happen
 * @param readyMillis until every node that runs was ready
 * @param health the distinct answers, times from the beginning of the fault
 * @param metrics by how much counters grew, over all nodes
 * @param logged how often each log event was written, over all nodes
 * @param failure empty if it passed
 */
record RowResult(
    Fault fault,
    long seed,
    Tally tally,
    long recoveryMillis,
    long readyMillis,
    List<HealthWatch.Said> health,
    Map<String, Double> metrics,
    Map<String, Integer> logged,
    String failure) {

  boolean passed() {
    return failure.isEmpty();
  }

  JsonObject json() {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("name", fault.name())
            .add("promise", fault.promise())
            .add("quick", fault.quick())
            .add("permanent", fault.permanent())
            .add("seed", seed)
            .add("passed", passed())
            .add("failure", failure)
            .add("commits", tally.commits())
            .add("events", tally.events())
            .add("lost", tally.lost())
            .add("doubled", tally.doubled())
            .add("reordered", tally.reordered())
            .add("invented", tally.invented())
            .add("forgotten", tally.forgotten())
            .add("repeated", tally.repeated())
            .add("resets", tally.resets())
            .add("recoveryMillis", recoveryMillis)
            .add("readyMillis", readyMillis);
    JsonArrayBuilder answers = Json.createArrayBuilder();
    for (HealthWatch.Said said : health) {
      answers.add(
          Json.createObjectBuilder()
              .add("node", said.node())
              .add("atMillis", said.millis())
              .add("status", said.answer().status())
              .add("state", said.answer().state())
              .add("leader", said.answer().leader())
              .add("reason", said.answer().reason()));
    }
    JsonObjectBuilder grew = Json.createObjectBuilder();
    metrics.forEach(grew::add);
    JsonObjectBuilder wrote = Json.createObjectBuilder();
    logged.forEach(wrote::add);
    return json.add("health", answers).add("metrics", grew).add("logged", wrote).build();
  }
}
