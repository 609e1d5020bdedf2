package dev.commitcast.notifications.channel;

import java.nio.charset.StandardCharsets;

/** What PostgreSQL takes as a channel and as a payload. Stateless. */
public final class ChannelLimits {
  /** Bytes of a name in UTF-8; a longer one would be cut in silence. */
  public static final int CHANNEL_BYTES = 63;

  /** Bytes of a payload in UTF-8. */
  public static final int PAYLOAD_BYTES = 7_999;

  private ChannelLimits() {}

  /**
   * The same name, if it is one.
   *
   * @throws IllegalArgumentException with a sentence, if it is not
   */
  public static String channel(String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException("A channel has a name of 1 byte or more.");
    }
    requireText("A channel's name", name);
    int bytes = bytes(name);
    if (bytes > CHANNEL_BYTES) {
      throw new IllegalArgumentException(
          "A channel's name has at most "
              + CHANNEL_BYTES
              + " bytes in UTF-8, not "
              + bytes
              + "; PostgreSQL would cut it.");
    }
    return name;
  }

  /**
   * The same payload, if it can be sent.
   *
   * @throws IllegalArgumentException with a sentence, if it cannot
   */
  public static String payload(String text) {
    if (text == null) {
      throw new IllegalArgumentException("A payload is a text; it may be empty, but not null.");
    }
    requireText("A payload", text);
    int bytes = bytes(text);
    if (bytes > PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "A payload has at most "
              + PAYLOAD_BYTES
              + " bytes in UTF-8, not "
              + bytes
              + "; put it into a row and send its key.");
    }
    return text;
  }

  private static void requireText(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " holds no NUL character.");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " holds no half of a surrogate pair.");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
