package dev.commitcast.persistence.sync;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a pushed event that is in conflict with another one. */
public enum Resolution {
  /** It is appended behind the other, and so is what readers see last. */
  LAST_WRITE_WINS,
  /** It is not appended; its author is told of the other. */
  FIRST_WRITE_WINS,
  /** It is appended, and behind it an event that holds the data of both. */
  ADDITIVE_MERGE,
  /** It waits outside of the log until somebody decides. */
  MANUAL_REVIEW;

  /** As it is written in settings and answers, such as {@code last-write-wins}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Resolution> of(String word) {
    return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
