package dev.commitcast.notifications.transfer;

import dev.commitcast.notifications.stop.NodeStopping;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferRecords;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Imports that this node runs in the background, of files that were sent to it. A file lies on the
 * node's disk until its import has ended; if the node ends first, it is sent again and goes on.
 * Thread-safe.
 */
@ApplicationScoped
public class ImportJobs {
  @Inject Importer importer;
  @Inject DedicatedConnections connections;
  @Inject TransferSettings settings;
  @Inject Journal journal;
  @Resource ManagedExecutorService executor;

  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final AtomicInteger running = new AtomicInteger();

  /** One import at work. */
  private static final class Job {
    private final Pace pace = new Pace();
    private volatile boolean stopAsked;

    synchronized void at(Transfer now) {
      pace.at(now, System.nanoTime());
    }

    synchronized Speed speed() {
      return new Speed(pace.perSecond(), pace.secondsLeft().orElse(-1));
    }
  }

  /**
   * How quickly an import moves on this node.
   *
   * @param perSecond lines or rows
   * @param secondsLeft -1 if that cannot be said
   */
  public record Speed(long perSecond, long secondsLeft) {}

  /** An import that could not begin, for want of room; the message is a sentence. */
  public static class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean tooLarge;

    RefusedException(String message, boolean tooLarge) {
      super(message);
      this.tooLarge = tooLarge;
    }

    public boolean isTooLarge() {
      return tooLarge;
    }
  }

  /**
   * Takes a file and begins to import it.
   *
   * @param format empty to find out by its content
   * @return the import once it has begun
   * @throws RefusedException if too many run, or the file is too large
   * @throws TransferException if it cannot begin
   */
  public Transfer start(InputStream body, Optional<Format> format, String name, OnError onError)
      throws IOException {
    if (running.incrementAndGet() > settings.atOnce()) {
      running.decrementAndGet();
      throw new RefusedException(
          "This node runs " + settings.atOnce() + " imports and no more now.", false);
    }
    CompletableFuture<Transfer> begun = new CompletableFuture<>();
    Path file = Files.createTempFile("commitcast-import-", ".tmp");
    try {
      spool(body, file);
      Format found = format.isPresent() ? format.get() : Format.sniff(file);
      ImportRequest request = new ImportRequest(file, found, name, onError);
      executor.execute(() -> run(request, begun));
    } catch (IOException | RuntimeException e) {
      running.decrementAndGet();
      Files.deleteIfExists(file);
      throw e;
    }
    try {
      return begun.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TransferException known
          ? known
          : new TransferException("The import could not begin: " + e.getMessage(), e);
    }
  }

  private void spool(InputStream body, Path file) throws IOException {
    long size = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        size += count;
        if (size > settings.maxUpload()) {
          throw new RefusedException(
              "A file has at most "
                  + settings.maxUpload()
                  + " bytes; the setting "
                  + TransferSettings.MAX_UPLOAD
                  + " changes it.",
              true);
        }
        out.write(buffer, 0, count);
      }
    }
  }

  private void run(ImportRequest request, CompletableFuture<Transfer> begun) {
    Job job = new Job();
    String[] id = new String[1];
    try {
      importer.run(
          request,
          now -> {
            job.at(now);
            id[0] = now.id();
            jobs.put(now.id(), job);
            begun.complete(now);
          },
          () -> job.stopAsked);
    } catch (RuntimeException | Error e) {
      // errors too: somebody waits, and a library that is missing is one
      begun.completeExceptionally(e);
      journal.warn(
          "import_failed", Map.of("name", request.name(), "error", DatabaseErrors.explain(e)));
    } finally {
      if (id[0] != null) {
        jobs.remove(id[0]);
      }
      running.decrementAndGet();
      delete(request.file());
    }
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      journal.warn("import_file_left", Map.of("file", file.toString(), "error", e.toString()));
    }
  }

  /** How quickly it moves, if this node runs it. */
  public Optional<Speed> speed(String id) {
    return Optional.ofNullable(jobs.get(id)).map(Job::speed);
  }

  /** Ends an import after its batch; answers whether this node runs it. */
  public boolean cancel(String id) {
    Job job = jobs.get(id);
    if (job != null) {
      job.stopAsked = true;
    }
    return job != null;
  }

  /** The newest imports of all nodes. */
  public List<Transfer> newest(int limit) {
    try (Connection connection = connections.open("transfers", Map.of())) {
      return records().newest(connection, limit);
    } catch (SQLException e) {
      throw new TransferException("The imports cannot be listed", e);
    }
  }

  public Optional<Transfer> find(String id) {
    try (Connection connection = connections.open("transfers", Map.of())) {
      return records().find(connection, id);
    } catch (SQLException e) {
      throw new TransferException("The import " + id + " cannot be read", e);
    }
  }

  private TransferRecords records() {
    return new TransferRecords(connections.settings().schemas());
  }

  /** An import goes on where it was when somebody begins it again, on this node or another. */
  void onStopping(@Observes NodeStopping event) {
    stop();
  }

  @PreDestroy
  void stop() {
    jobs.values().forEach(job -> job.stopAsked = true);
  }
}
