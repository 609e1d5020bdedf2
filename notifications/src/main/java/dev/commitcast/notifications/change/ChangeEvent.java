package dev.commitcast.notifications.change;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as an observer sees it, with what a trigger captured taken apart. Its JSON is read only
 * when it is asked for. Immutable in effect: threads may read it twice and alike.
 */
public final class ChangeEvent {

  private final RecordedEvent event;
  private final Cursor cursor;
  private volatile JsonObject data;
  private volatile JsonObject metadata;

  public ChangeEvent(RecordedEvent event, Cursor cursor) {
    this.event = event;
    this.cursor = cursor;
  }

  /** The event as the log holds it. */
  public RecordedEvent event() {
    return event;
  }

  /** From where to read on after it. */
  public Cursor cursor() {
    return cursor;
  }

  public long version() {
    return event.version();
  }

  public String id() {
    return event.id();
  }

  public String type() {
    return event.type();
  }

  public String stream() {
    return event.stream();
  }

  public Optional<String> room() {
    return Optional.ofNullable(event.room());
  }

  public Instant at() {
    return event.at();
  }

  /**
   * {@code INSERT}, {@code UPDATE}, {@code DELETE} or {@code TRUNCATE}; empty if it was appended.
   */
  public Optional<String> operation() {
    return text(data(), "operation").filter(operation -> event.captured());
  }

  /** A captured row as it is now, on DELETE as it was; for an appended event its data. */
  public Optional<JsonObject> record() {
    return event.captured() ? object("record") : Optional.of(data());
  }

  /** The same as text. */
  public Optional<String> recordText() {
    return record().map(JsonObject::toString);
  }

  /** A captured row as it was before an UPDATE, if the watch keeps that. */
  public Optional<JsonObject> old() {
    return event.captured() ? object("old") : Optional.empty();
  }

  /** The same as text. */
  public Optional<String> oldText() {
    return old().map(JsonObject::toString);
  }

  /** The columns that an UPDATE has changed; empty for everything else. */
  public List<String> changed() {
    return event.captured() && data().get("changed") instanceof JsonArray names
        ? names.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList()
        : List.of();
  }

  /** Who did it, if that was said. */
  public Optional<String> actor() {
    return text(metadata(), "actor");
  }

  public Optional<String> correlationId() {
    return text(metadata(), "correlationId");
  }

  /** The whole payload; an empty object if there is none, or none that is an object. */
  public JsonObject data() {
    JsonObject known = data;
    if (known == null) {
      known = read(event.data());
      data = known;
    }
    return known;
  }

  public JsonObject metadata() {
    JsonObject known = metadata;
    if (known == null) {
      known = read(event.metadata());
      metadata = known;
    }
    return known;
  }

  private Optional<JsonObject> object(String name) {
    return data().get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  private static Optional<String> text(JsonObject json, String name) {
    return json.get(name) instanceof JsonString string
        ? Optional.of(string.getString())
        : Optional.empty();
  }

  private static JsonObject read(String text) {
    if (text == null) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return reader.readValue() instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }
  }

  @Override
  public String toString() {
    return event.type() + " " + cursor + " of " + event.stream();
  }
}
