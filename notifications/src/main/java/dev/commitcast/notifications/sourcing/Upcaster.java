package dev.commitcast.notifications.sourcing;

import jakarta.json.JsonObject;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Turns events of one form into another, newer one. Immutable, if its function is.
 *
 * @param from which events
 * @param to what they become
 * @param change from the old payload to the new; both JSON text, or null for none
 */
public record Upcaster(EventShape from, EventShape to, UnaryOperator<String> change) {
  public Upcaster {
    Objects.requireNonNull(from, "An upcaster names the form that it reads.");
    Objects.requireNonNull(to, "An upcaster names the form that it makes.");
    Objects.requireNonNull(change, "An upcaster has a function.");
  }

  /** For payloads that are JSON objects. */
  public static Upcaster ofObject(
      EventShape from, EventShape to, UnaryOperator<JsonObject> change) {
    return new Upcaster(from, to, data -> change.apply(JsonTexts.object(data)).toString());
  }

  /** The payload stays, the type is called otherwise now. */
  public static Upcaster renamed(EventShape from, EventShape to) {
    return new Upcaster(from, to, data -> data);
  }
}
