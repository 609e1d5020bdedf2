package dev.commitcast.web.store;

import dev.commitcast.persistence.change.ChangeContext;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who and why, put before what a client says itself, so that the client's word counts; but who it
 * is comes behind, once that is known, so that nobody can say otherwise. Immutable.
 */
public final class RequestNotes {
  private final String members;
  private final String last;

  /**
   * @param certain whether the actor is known, and not only what somebody says
   */
  public RequestNotes(ChangeContext context, boolean certain) {
    StringBuilder known = new StringBuilder();
    StringBuilder settled = new StringBuilder();
    add(certain ? settled : known, "actor", context.actor());
    add(known, "correlationId", context.correlationId());
    add(known, "traceparent", context.traceparent());
    this.members = known.toString();
    this.last = settled.toString();
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
  public String addTo(String metadata) {
    String given = metadata == null ? "" : inner(metadata);
    String all =
        Stream.of(members, given, last)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(","));
    return all.isEmpty() ? metadata : "{" + all + "}";
  }

  /** What stands between the braces. */
  private static String inner(String object) {
    String text = object.strip();
    return text.substring(1, text.length() - 1).strip();
  }
}
