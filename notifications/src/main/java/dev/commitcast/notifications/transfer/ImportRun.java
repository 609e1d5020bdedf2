package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.event.AppendRefusedException;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.store.BulkAppend;
import dev.commitcast.persistence.store.ImportOutcome;
import dev.commitcast.persistence.store.ImportedEvent;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferFault;
import dev.commitcast.persistence.transfer.TransferRecords;
import dev.commitcast.persistence.transfer.TransferState;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run of an import, from where it stands to its end. For one thread, used once. */
final class ImportRun {
  private static final int MOST_EVENTS = 2_000;
  private static final long MOST_CHARACTERS = 4L << 20;

  private final TransferRecords records;
  private final BulkAppend bulk;
  private final Connection connection;
  private final EntrySource source;
  private final Transfer before;
  private final OnError onError;

  private final List<Entry> batch = new ArrayList<>();
  private final List<TransferFault> faults;
  private final long size;
  private long characters;
  private long place;
  private long line;
  private long added;
  private long repeated;
  private long faulty;
  private boolean stopped;
  private String savedDigest;

  ImportRun(
      TransferRecords records,
      BulkAppend bulk,
      Connection connection,
      EntrySource source,
      Transfer before,
      OnError onError)
      throws IOException {
    this.records = records;
    this.bulk = bulk;
    this.connection = connection;
    this.source = source;
    this.before = before;
    this.savedDigest = before.digest();
    this.onError = onError;
    this.size = source.size();
    this.faults = new ArrayList<>(before.faults());
    this.place = before.place();
    this.line = before.line();
    this.added = before.added();
    this.repeated = before.repeated();
    this.faulty = before.faulty();
    forgetWhatIsLookedAtAgain();
  }

  /** What ended the last run, be it a line that lies ahead or a failure of the whole. */
  private void forgetWhatIsLookedAtAgain() {
    if (!faults.isEmpty()) {
      long at = faults.get(faults.size() - 1).line();
      if (at == 0 || at > line) {
        faults.remove(faults.size() - 1);
        faulty--;
      }
    }
  }

  Transfer run(Consumer<Transfer> progress, BooleanSupplier stopAsked)
      throws IOException, SQLException {
    try {
      progress.accept(save(TransferState.RUNNING, source.digest()));
      return read(progress, stopAsked);
    } catch (IOException | SQLException | RuntimeException e) {
      note(0, failed(e));
      try {
        // the digest of what was saved last belongs to the place that was
        progress.accept(save(TransferState.FAILED, savedDigest));
      } catch (SQLException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private static String failed(Exception e) {
    return e instanceof IOException ? e.getMessage() : DatabaseErrors.explain(e);
  }

  private Transfer read(Consumer<Transfer> progress, BooleanSupplier stopAsked)
      throws IOException, SQLException {
    String beforeThis = source.digest();
    for (Optional<Entry> next = source.next(); next.isPresent(); next = source.next()) {
      Entry entry = next.get();
      if (entry.fault().isPresent() && onError == OnError.STOP) {
        flush();
        note(entry.line(), entry.fault().get());
        return end(progress, TransferState.STOPPED, beforeThis);
      }
      add(entry);
      beforeThis = source.digest();
      if (batch.size() == MOST_EVENTS || characters > MOST_CHARACTERS) {
        flush();
        if (stopped || stopAsked.getAsBoolean()) {
          return end(
              progress, stopped ? TransferState.STOPPED : TransferState.CANCELLED, beforeThis);
        }
        progress.accept(save(TransferState.RUNNING, beforeThis));
      }
    }
    flush();
    return end(progress, stopped ? TransferState.STOPPED : TransferState.DONE, beforeThis);
  }

  private Transfer end(Consumer<Transfer> progress, TransferState state, String upToHere)
      throws SQLException {
    Transfer ended = save(state, upToHere);
    progress.accept(ended);
    return ended;
  }

  private void add(Entry entry) {
    batch.add(entry);
    entry
        .event()
        .map(ImportedEvent::event)
        .ifPresent(
            event -> {
              characters += 200 + length(event.data()) + length(event.metadata());
            });
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  private void flush() {
    List<Entry> good = batch.stream().filter(entry -> entry.event().isPresent()).toList();
    batch.stream()
        .filter(entry -> entry.fault().isPresent())
        .forEach(entry -> note(entry.line(), entry.fault().get()));
    append(good);
    if (!batch.isEmpty()) {
      Entry last = batch.get(batch.size() - 1);
      place = last.place();
      line = last.line();
    }
    batch.clear();
    characters = 0;
  }

  private void append(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    try {
      ImportOutcome outcome =
          bulk.append(connection, entries.stream().map(entry -> entry.event().get()).toList());
      added += outcome.appended();
      outcome.skipped().forEach(skipped -> skip(entries.get(skipped.index()), skipped.reason()));
    } catch (AppendRefusedException e) {
      if (entries.size() == 1) {
        refuse(entries.get(0), e.getMessage());
      } else {
        // one of them only the database can tell: halve until it stands alone
        append(entries.subList(0, entries.size() / 2));
        append(entries.subList(entries.size() / 2, entries.size()));
      }
    }
  }

  private void skip(Entry entry, ImportOutcome.Reason reason) {
    String id = entry.event().orElseThrow().event().id();
    switch (reason) {
      case REPEATED -> repeated++;
      case CONFLICT -> refuse(entry, "The event id " + id + " was used with other content.");
      case DELETED ->
          refuse(entry, "The stream " + entry.event().orElseThrow().stream() + " is deleted.");
      default -> throw new AssertionError("There is no such reason: " + reason);
    }
  }

  /** What only the database could tell; the others of its batch are in the log. */
  private void refuse(Entry entry, String reason) {
    note(entry.line(), reason);
    stopped |= onError == OnError.STOP;
  }

  private void note(long where, String reason) {
    faulty++;
    if (faults.size() < Transfer.MOST_FAULTS) {
      faults.add(new TransferFault(where, reason));
    }
  }

  private Transfer save(TransferState state, String upToHere) throws SQLException {
    savedDigest = upToHere;
    Transfer now =
        new Transfer(
            before.id(),
            before.format(),
            before.name(),
            state,
            place,
            line,
            size,
            added,
            repeated,
            faulty,
            faults,
            upToHere,
            before.startedAt(),
            Instant.now());
    records.save(connection, now);
    return now;
  }
}
