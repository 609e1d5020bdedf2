package dev.commitcast.web.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** Prints notifications as server-sent events. Stateless. */
final class NotificationFormat {
  /** Any of the three ends a line of an event stream. */
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private static final byte[] HEARTBEAT = bytes(": heartbeat\n\n");

  private NotificationFormat() {}

  static byte[] greeting(Duration retry) {
    return bytes(": commitcast\nretry: " + retry.toMillis() + "\n\n");
  }

  static byte[] heartbeat() {
    return HEARTBEAT.clone();
  }

  /**
   * One event.
   *
   * @param channel without line ends, which the name of an event cannot have
   */
  static byte[] notification(String channel, String payload) {
    StringBuilder frame = new StringBuilder(payload.length() + 64);
    frame.append("event: ").append(channel).append('\n');
    for (String line : LINE_END.split(payload, -1)) {
      frame.append("data: ").append(line).append('\n');
    }
    return bytes(frame.append('\n').toString());
  }

  /** Notifications may have been missed; the channel is not named where it may be any. */
  static byte[] gap(String reason) {
    return bytes("event: gap\ndata: {\"reason\":\"" + reason + "\"}\n\n");
  }

  static byte[] drain() {
    return bytes("event: drain\ndata: {}\n\n");
  }

  static boolean canName(String channel) {
    return !LINE_END.matcher(channel).find();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
