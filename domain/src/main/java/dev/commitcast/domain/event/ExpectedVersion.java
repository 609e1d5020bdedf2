package dev.commitcast.domain.event;

/**
 * What an appender believes about a stream; if it is not so, nothing is appended. Immutable.
 *
 * <p>Two who decide on the same state cannot both be right: whoever comes second is told the
 * current version and decides anew.
 */
public sealed interface ExpectedVersion {
  /** No belief: append to whatever is there. */
  static ExpectedVersion any() {
    return new Any();
  }

  /** Nothing was ever appended to the stream. */
  static ExpectedVersion noStream() {
    return new NoStream();
  }

  /** Something was appended to the stream. */
  static ExpectedVersion streamExists() {
    return new StreamExists();
  }

  /**
   * The stream's last version is this one.
   *
   * @param version 1 or more; 0 means {@link #noStream()}
   */
  static ExpectedVersion exact(long version) {
    return version == 0 ? noStream() : new Exact(version);
  }

  /** See {@link ExpectedVersion#any()}. */
  record Any() implements ExpectedVersion {
    @Override
    public String toString() {
      return "any version";
    }
  }

  /** See {@link ExpectedVersion#noStream()}. */
  record NoStream() implements ExpectedVersion {
    @Override
    public String toString() {
      return "no stream";
    }
  }

  /** See {@link ExpectedVersion#streamExists()}. */
  record StreamExists() implements ExpectedVersion {
    @Override
    public String toString() {
      return "an existing stream";
    }
  }

  /**
   * See {@link ExpectedVersion#exact(long)}.
   *
   * @param version 1 or more
   */
  record Exact(long version) implements ExpectedVersion {
    public Exact {
      Check.that(version >= 1, "An exact version is 1 or more, not %d.", version);
    }

    @Override
    public String toString() {
      return "version " + version;
    }
  }
}
