package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.access.Access;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A frame of the server's own, told from events by its reserved name.
 *
 * @param name one of {@link dev.commitcast.domain.event.EventType#RESERVED}
 * @param cursor where the subscriber stands with this frame, null if it does not move
 * @param json one JSON object
 * @param retry when to reconnect, null unless it is said anew
 */
public record ControlFrame(String name, Cursor cursor, String json, Duration retry)
    implements Frame {

  /** First frame of every connection that misses nothing. */
  static ControlFrame live(Cursor head) {
    return resume(head, "live", OptionalLong.of(0), head);
  }

  /** First frame when events follow that the subscriber has missed, too many to count or not. */
  static ControlFrame replaying(Cursor from, OptionalLong missed, Cursor head) {
    return resume(from, "replaying", missed, head);
  }

  private static ControlFrame resume(Cursor at, String outcome, OptionalLong missed, Cursor head) {
    String count = missed.isPresent() ? "\"missed\":" + missed.getAsLong() + "," : "";
    return new ControlFrame(
        "resume",
        at,
        "{\"outcome\":\"" + outcome + "\"," + count + "\"head\":\"" + head + "\"}",
        null);
  }

  /** First frame when what the subscriber missed is not there any more: it must reload. */
  static ControlFrame reset(Cursor head, Cursor oldest) {
    return new ControlFrame(
        "resume",
        head,
        "{\"outcome\":\"reset\",\"head\":\"" + head + "\",\"oldest\":\"" + oldest + "\"}",
        null);
  }

  /**
   * The same with the subscription's id at its end, by which {@code explain} knows it; and, for
   * somebody who may not see all, with the place in the log as of which the grants were read.
   */
  ControlFrame of(Subscription subscription) {
    StringBuilder told = new StringBuilder(json.substring(0, json.length() - 1));
    told.append(",\"subscription\":");
    JsonText.quote(subscription.id(), told);
    Access access = subscription.request().access();
    if (!access.isUnrestricted()) {
      access.asOf().ifPresent(at -> told.append(",\"grants\":\"").append(at).append('"'));
    }
    return new ControlFrame(name, cursor, told.append('}').toString(), retry);
  }

  /** Whether it tells that what follows does not continue what the subscriber has seen. */
  public boolean isReset() {
    return name.equals("resume") && json.startsWith("{\"outcome\":\"reset\"");
  }

  /** Whether the subscriber has everything that is in the log when it reads this frame. */
  public boolean isCaughtUp() {
    return name.equals("caught-up")
        || (name.equals("resume") && json.startsWith("{\"outcome\":\"live\""));
  }

  public boolean isFellBehind() {
    return name.equals("fell-behind");
  }

  static ControlFrame caughtUp(Cursor head) {
    return new ControlFrame("caught-up", head, "{\"head\":\"" + head + "\"}", null);
  }

  /** Without a cursor of its own: what was not sent yet stands between the client and the head. */
  static ControlFrame fellBehind(Cursor head) {
    return new ControlFrame("fell-behind", null, "{\"head\":\"" + head + "\"}", null);
  }

  static ControlFrame drain(Duration retry) {
    return new ControlFrame("drain", null, "{\"retry\":" + retry.toMillis() + "}", retry);
  }

  /**
   * A room is not granted any more; others may be. Without a cursor of its own, for somebody who
   * replays has come further when it is told.
   *
   * @param at the event that took it
   */
  static ControlFrame roomRevoked(String room, Cursor at) {
    StringBuilder json = new StringBuilder("{\"reason\":\"room\",\"room\":");
    JsonText.quote(room, json);
    json.append(",\"at\":\"").append(at).append("\"}");
    return new ControlFrame("revoked", null, json.toString(), null);
  }

  /**
   * Nothing is granted any more. Without a cursor: what waits may not have been sent.
   *
   * @param reason {@code token}, {@code expired} or {@code policy}
   */
  static ControlFrame revoked(String reason) {
    return new ControlFrame("revoked", null, "{\"reason\":\"" + reason + "\"}", null);
  }

  /** Whether the token by which the subscriber came is not trusted any more. */
  public boolean isTokenRevocation() {
    return isRevocation() && json.equals(revoked("token").json);
  }

  public boolean isRevocation() {
    return name.equals("revoked");
  }

  @Override
  public int size() {
    return 64 + json.length();
  }
}
