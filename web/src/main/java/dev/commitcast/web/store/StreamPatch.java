package dev.commitcast.web.store;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A change of a stream as a merge patch (RFC 7396): what is absent stays, null takes back.
 * Immutable.
 */
final class StreamPatch {
  private static final Set<String> MEMBERS = Set.of("truncateBefore", "metadata", "deleted");
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,17}");

  private final Map<String, String> members;

  private StreamPatch(Map<String, String> members) {
    this.members = members;
  }

  /**
   * Reads and checks all of it.
   *
   * @param text the whole body
   */
  static StreamPatch read(String text) {
    JsonScanner json = new JsonScanner(text);
    if (json.peek() != '{') {
      json.value("body");
      json.expectEnd();
      throw invalid("body", "is an object.");
    }
    StreamPatch patch = new StreamPatch(MemberTexts.read(json, "", MEMBERS, Map.of()));
    json.expectEnd();
    patch.check();
    return patch;
  }

  private void check() {
    String version = members.getOrDefault("truncateBefore", "null");
    if (!version.equals("null") && !VERSION.matcher(version).matches()) {
      throw invalid("truncateBefore", "is a whole number from 1, or null.");
    }
    String metadata = members.getOrDefault("metadata", "null");
    if (!metadata.equals("null") && metadata.charAt(0) != '{') {
      throw invalid("metadata", "is an object, or null.");
    }
    String deleted = members.getOrDefault("deleted", "false");
    if (!deleted.equals("false") && !deleted.equals("null")) {
      throw invalid("deleted", "is false here; to delete a stream, use DELETE.");
    }
  }

  /** To be called in a transaction, so that all of it is done or nothing. */
  void applyTo(EventStore store, StreamId stream) {
    if (members.containsKey("deleted")) {
      store.restoreStream(stream);
    }
    if (members.containsKey("truncateBefore")) {
      String version = members.get("truncateBefore");
      store.truncateBefore(stream, version.equals("null") ? 1 : Long.parseLong(version));
    }
    if (members.containsKey("metadata")) {
      String patch = members.get("metadata");
      store.setStreamMetadata(stream, patch.equals("null") ? null : merged(store, stream, patch));
    }
  }

  private static String merged(EventStore store, StreamId stream, String patch) {
    String current = store.streamInfo(stream).flatMap(info -> info.metadata()).orElse("{}");
    return JSON.createMergePatch(parse(patch)).apply(parse(current)).toString();
  }

  private static JsonValue parse(String text) {
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      parser.next();
      return parser.getValue();
    } catch (RuntimeException e) {
      throw invalid("metadata", "is nested too deeply, or holds a number that is too long.");
    }
  }

  private static ProblemException invalid(String place, String restOfSentence) {
    return Problem.invalidValue(place, place + " " + restOfSentence).asException();
  }
}
