package dev.commitcast.server.acceptance;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all consumers together have handled. Thread-safe. */
final class HandledEvents {
  private final Set<Long> versions = new HashSet<>();
  private final Map<String, Long> last = new HashMap<>();
  private final List<String> outOfOrder = new ArrayList<>();
  private int calls;

  synchronized void take(JsonObject event) {
    calls++;
    if (!versions.add(event.getJsonNumber("version").longValue())) {
      return;
    }
    String stream = event.getString("stream");
    long place = event.getJsonNumber("streamVersion").longValue();
    long before = last.getOrDefault(stream, 0L);
    if (place != before + 1) {
      outOfOrder.add(stream + " " + place + " after " + before);
    }
    last.put(stream, place);
  }

  synchronized Set<Long> versions() {
    return new HashSet<>(versions);
  }

  synchronized List<String> outOfOrder() {
    return List.copyOf(outOfOrder);
  }

  synchronized int calls() {
    return calls;
  }
}
