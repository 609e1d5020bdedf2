package dev.commitcast.server.leak;

import java.util.Optional;

/**
 * What one live reading got, from its first frame to its end. Written by one thread at a time,
 * judged when all is over.
 */
final class Session {
  final String way;
  final Badge badge;
  final Wish wish;
  final long openedAt = System.currentTimeMillis();
  final Received received = new Received();

  private long start;
  private long head;
  private long grants = -1;
  private long answeredAt;
  private Optional<Long> missed = Optional.empty();
  private long taken;
  private String farewell = "";
  private String fault;
  private boolean isOver;
  private volatile long position;
  private volatile boolean ended;

  Session(String way, Badge badge, Wish wish) {
    this.way = way;
    this.badge = badge;
    this.wish = wish;
  }

  /**
   * The first frame.
   *
   * @param after where it asked to begin; negative for now
   */
  void begin(long after, String json) {
    if (grants >= 0) {
      fault("It was greeted twice.");
    }
    answeredAt = System.currentTimeMillis();
    head = Texts.version(Texts.member(json, "head"));
    start = after < 0 ? head : after;
    position = start;
    grants = badge.everything() ? 0 : Texts.version(Texts.member(json, "grants"));
    String count = Texts.number(json, "missed");
    missed = count == null ? Optional.empty() : Optional.of(Long.valueOf(count));
    if (json.contains("\"outcome\":\"reset\"")) {
      fault("It was told to reload, although the log forgets nothing here.");
    }
  }

  void event(long version, String json) {
    if (version <= received.last()) {
      fault("Version " + version + " came after " + received.last());
    }
    String room = Texts.member(json, "room");
    String foreign = Texts.foreignId(json, room);
    if (foreign != null) {
      fault("Version " + version + " of the room " + room + " names " + foreign);
    }
    if (grants < 0) {
      fault("Version " + version + " came before the greeting.");
    }
    if (isOver) {
      fault("Version " + version + " came behind the last word: " + farewell);
    }
    received.add(version, Received.mark(Texts.member(json, "id"), room));
    moveTo(version);
  }

  /** It has been told that nothing is missing up to here. */
  void moveTo(long version) {
    if (version > position) {
      position = version;
    }
  }

  /** It has been told of something that it may not see any more. */
  void revoked(String json) {
    String reason = Texts.member(json, "reason");
    farewell = reason;
    if (reason.equals("room")) {
      taken = Math.max(taken, Texts.version(Texts.member(json, "at")));
    } else {
      isOver = true;
    }
  }

  void end() {
    ended = true;
  }

  void end(String reason) {
    farewell = farewell.isEmpty() ? reason : farewell + ", " + reason;
    ended = true;
  }

  void fault(String sentence) {
    fault = fault == null ? sentence : fault;
  }

  boolean isEnded() {
    return ended;
  }

  boolean hasBegun() {
    return grants >= 0;
  }

  long position() {
    return position;
  }

  long start() {
    return start;
  }

  long head() {
    return head;
  }

  long grants() {
    return grants;
  }

  long answeredAt() {
    return answeredAt;
  }

  Optional<Long> missed() {
    return missed;
  }

  /** The last event that took a room of it, as it was told; 0 if none did. */
  long taken() {
    return taken;
  }

  String farewell() {
    return farewell;
  }

  String fault() {
    return fault;
  }

  @Override
  public String toString() {
    return String.format(
        "%s of %s %s, from %d with the grants of %d to %d, %s%s",
        way, badge.user(), wish, start, grants, position, ended ? "ended " : "open ", farewell);
  }
}
