package dev.commitcast.server.contract;

/** A store said no; in the same words, whatever way it was asked. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  enum Kind {
    WRONG_VERSION,
    CONFLICT,
    DELETED,
    UNKNOWN,
    INVALID,
    TOO_LARGE
  }

  private final Kind kind;
  private final Long currentVersion;

  Refused(Kind kind, Long currentVersion, String sentence) {
    super(sentence);
    this.kind = kind;
    this.currentVersion = currentVersion;
  }

  Kind kind() {
    return kind;
  }

  /** Of the stream, if the kind is a wrong version; else null. */
  Long currentVersion() {
    return currentVersion;
  }

  /** What is the same in every way: everything, but the words for what is not valid. */
  String summary() {
    boolean ownWords = kind == Kind.WRONG_VERSION || kind == Kind.CONFLICT;
    return kind + " " + currentVersion + (ownWords ? " " + getMessage() : "");
  }
}
