package dev.commitcast.notifications.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Reads a file from its beginning to its end. For one thread. */
interface EntrySource extends Closeable {
  /** Tells this content from others, by its beginning. */
  String fingerprint() throws IOException;

  /** The place behind the last entry. */
  long size() throws IOException;

  /** Goes to a place without looking at what stands before it; before the first {@link #next}. */
  void skipTo(long place) throws IOException;

  /** The next entry; empty at the end. */
  Optional<Entry> next() throws IOException;

  /** Of everything up to where the last entry ended, or the place that was skipped to. */
  String digest();
}
