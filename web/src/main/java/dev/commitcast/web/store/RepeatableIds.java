package dev.commitcast.web.store;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.web.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gives events without an id one that a repeated request gives them again: made from the request's
 * Idempotency-Key, the stream, and the event's place. Immutable.
 */
final class RepeatableIds {
  static final String HEADER = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final int BYTES = 16;

  private final String key;

  /**
   * @param key as the client gave it, null for none
   */
  RepeatableIds(String key) {
    if (key != null && !KEY.matcher(key).matches()) {
      throw Problem.invalidParameter(
              HEADER, HEADER + " has 1 to 200 printable ASCII characters without blanks.")
          .asException();
    }
    this.key = key;
  }

  List<EventData> give(StreamId stream, List<EventData> events) {
    if (key == null) {
      return events;
    }
    String prefix = "key-" + digest(key + "\n" + stream.value()) + "-";
    List<EventData> named = new ArrayList<>(events.size());
    for (EventData event : events) {
      named.add(event.id() == null ? event.withId(prefix + (named.size() + 1)) : event);
    }
    return named;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
