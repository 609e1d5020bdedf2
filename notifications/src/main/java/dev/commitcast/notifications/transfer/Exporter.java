package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.log.PageLimit;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.function.Consumer;

/** Writes the log to files, in its order, page by page. Thread-safe. */
public final class Exporter {
  private static final PageLimit PAGE = new PageLimit(1_000, 4L << 20);
  private static final int PROGRESS_EVERY = 1_000;

  private final EventLog log;

  public Exporter(EventLog log) {
    this.log = log;
  }

  /** Which number an event gets in the file. */
  public enum Versions {
    /** Its version in the log. */
    LOG,
    /** What it had where it was imported from, otherwise its version in the log. */
    ORIGINAL
  }

  /**
   * How far an export came. Immutable.
   *
   * @param events written
   * @param version of the last one, in the log
   * @param head where the export ends
   */
  public record Progress(long events, long version, long head) {}

  /** Where the log ends by now, and so an export that begins. */
  public LogState state() {
    return log.state();
  }

  /**
   * Writes JSON Lines; the stream is not closed.
   *
   * @param after the version behind which to begin
   */
  public Progress toJsonLines(
      OutputStream out, long after, Versions versions, Consumer<Progress> progress)
      throws IOException {
    try (JsonLinesSink sink = new JsonLinesSink(new Unclosed(out))) {
      return write(sink, after, versions, progress);
    }
  }

  /**
   * Writes a file. It has its name only once it is whole; what was there before is replaced.
   *
   * @param after the version behind which to begin
   */
  public Progress toFile(
      Path file, Format format, long after, Versions versions, Consumer<Progress> progress)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Progress written;
    try (EventSink sink =
        format == Format.SQLITE
            ? new SqliteSink(part)
            : new JsonLinesSink(Files.newOutputStream(part))) {
      written = write(sink, after, versions, progress);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return written;
  }

  private Progress write(EventSink sink, long after, Versions versions, Consumer<Progress> progress)
      throws IOException {
    long head = log.state().head();
    Progress at = new Progress(0, after, head);
    Iterator<RecordedEvent> events =
        new EventReader(log, PAGE).all(EventFilter.ALL, after, head).iterator();
    while (events.hasNext()) {
      RecordedEvent event = events.next();
      long version =
          versions == Versions.ORIGINAL
              ? Origin.version(event.metadata()).orElse(event.version())
              : event.version();
      sink.write(event, Origin.without(event.metadata()), version);
      at = new Progress(at.events() + 1, event.version(), head);
      if (at.events() % PROGRESS_EVERY == 0) {
        progress.accept(at);
      }
    }
    progress.accept(at);
    return at;
  }

  /** Lets a sink end without ending what belongs to somebody else. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
