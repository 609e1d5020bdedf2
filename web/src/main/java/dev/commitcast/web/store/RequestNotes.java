package dev.commitcast.web.store;

import dev.commitcast.persistence.change.ChangeContext;

/**
 * Who and why, put before what a client says itself, so that the client's word counts. Immutable.
 */
final class RequestNotes {
  private final String members;

  RequestNotes(ChangeContext context) {
    StringBuilder known = new StringBuilder();
    add(known, "actor", context.actor());
    add(known, "correlationId", context.correlationId());
    add(known, "traceparent", context.traceparent());
    this.members = known.toString();
  }

  private static void add(StringBuilder known, String name, String value) {
    if (value != null) {
      known.append(known.isEmpty() ? "" : ",").append(JsonStrings.quote(name)).append(':');
      known.append(JsonStrings.quote(value));
    }
  }

  /**
   * The metadata of one event.
   *
   * @param metadata text of an object, or null; of two members of one name the database keeps the
   *     later, which is this one's
   */
  String addTo(String metadata) {
    if (members.isEmpty()) {
      return metadata;
    }
    if (metadata == null) {
      return "{" + members + "}";
    }
    String rest = metadata.substring(1).stripLeading();
    return "{" + members + (rest.startsWith("}") ? "" : ",") + rest;
  }
}
