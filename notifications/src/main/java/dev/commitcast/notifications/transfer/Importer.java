package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.store.BulkAppend;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferRecords;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings a file into the log. One that was interrupted goes on where it was, and one that is
 * repeated finds every event there. Thread-safe; the same file is imported once at a time.
 */
public final class Importer {
  private final DedicatedConnections connections;
  private final TransferRecords records;
  private final BulkAppend bulk;
  private final Supplier<String> ids;

  /**
   * @param ids makes ids for imports; called by many threads
   */
  public Importer(DedicatedConnections connections, SchemaNames schemas, Supplier<String> ids) {
    this.connections = connections;
    this.records = new TransferRecords(schemas);
    this.bulk = new BulkAppend(schemas);
    this.ids = ids;
  }

  /**
   * Imports all of it, or as much as is asked for.
   *
   * @param progress is told after the begin and after each batch; must not be slow
   * @param stopAsked is asked after each batch
   * @return how it ended
   * @throws TransferException if the file cannot be read or the database fails; the next run goes
   *     on
   */
  public Transfer run(
      ImportRequest request, Consumer<Transfer> progress, BooleanSupplier stopAsked) {
    try (EntrySource source = open(request);
        Connection connection = connections.open("import", Map.of())) {
      String fingerprint = source.fingerprint();
      if (!records.lock(connection, fingerprint)) {
        throw new TransferException("This file is being imported already.", null);
      }
      try {
        return goOnOrBegin(request, source, fingerprint, connection, progress, stopAsked);
      } finally {
        records.unlock(connection);
      }
    } catch (IOException e) {
      throw new TransferException(request.name() + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new TransferException(
          "The database failed in the import of "
              + request.name()
              + ": "
              + DatabaseErrors.explain(e),
          e);
    }
  }

  private Transfer goOnOrBegin(
      ImportRequest request,
      EntrySource source,
      String fingerprint,
      Connection connection,
      Consumer<Transfer> progress,
      BooleanSupplier stopAsked)
      throws SQLException, IOException {
    Optional<Transfer> unfinished = records.unfinished(connection, fingerprint);
    if (unfinished.isPresent()) {
      source.skipTo(unfinished.get().place());
      if (source.digest().equals(unfinished.get().digest())) {
        return new ImportRun(records, bulk, connection, source, unfinished.get(), request.onError())
            .run(progress, stopAsked);
      }
    }
    try (EntrySource fromTheBeginning = open(request)) {
      Transfer fresh =
          records.begin(
              connection,
              ids.get(),
              request.format().word(),
              request.name(),
              fingerprint,
              fromTheBeginning.size());
      return new ImportRun(records, bulk, connection, fromTheBeginning, fresh, request.onError())
          .run(progress, stopAsked);
    }
  }

  private static EntrySource open(ImportRequest request) throws IOException {
    return request.format() == Format.SQLITE
        ? new SqliteSource(request.file(), request.table())
        : new JsonLinesSource(request.file());
  }
}
