package dev.commitcast.notifications.testing;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.projection.InlineProjection;
import dev.commitcast.notifications.projection.InlineProjections;
import dev.commitcast.notifications.projection.InlineRebuild;
import dev.commitcast.notifications.projection.Projections;
import dev.commitcast.notifications.sourcing.Aggregates;
import dev.commitcast.notifications.sourcing.Pause;
import dev.commitcast.notifications.sourcing.Retries;
import dev.commitcast.notifications.sourcing.SnapshotKeeper;
import dev.commitcast.notifications.store.EventStore;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.EventReader;
import dev.commitcast.persistence.log.PageLimit;
import dev.commitcast.persistence.projection.ProjectionTable;
import dev.commitcast.persistence.snapshot.SnapshotTable;
import dev.commitcast.persistence.sql.OneTransaction;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.StreamCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One node's event store with its helpers, as the server puts them together. Thread-safe. */
public final class RunningStore implements AutoCloseable {
  private final LogDatabase database;
  private final DataSource source;
  private final EventLog log;
  private final EventAppender appender;
  private final StreamCatalogue catalogue;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Projections projections;

  public RunningStore(LogDatabase database, InlineProjection... inline) {
    this.database = database;
    this.source = source(database);
    this.log = new EventLog(source, database.schemas());
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new Random());
    this.appender =
        new EventAppender(
            source,
            database.schemas(),
            () -> ulids.next().toString(),
            List.of(new InlineProjections(List.of(inline))),
            OneTransaction.PLAIN);
    this.catalogue = new StreamCatalogue(source, database.schemas());
    this.projections =
        new Projections(
            source,
            database.connections(),
            threads,
            Journal.silent(),
            RandomGenerator.getDefault());
  }

  /** Connections that nobody shares. */
  public static DataSource source(LogDatabase database) {
    DatabaseSettings settings = database.connections().settings();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {settings.host()});
    source.setPortNumbers(new int[] {settings.port()});
    source.setDatabaseName(settings.database());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    return source;
  }

  public EventStore events() {
    return new EventStore(
        appender, catalogue, log, new EventReader(log, new PageLimit(100, 1 << 20)));
  }

  public EventAppender appender() {
    return appender;
  }

  public Projections projections() {
    return projections;
  }

  /** Snapshots are kept before a load returns, so that tests can look for them. */
  public Aggregates aggregates() {
    return aggregates(Retries.defaults(RandomGenerator.getDefault()));
  }

  /** The same, with decisions that are made so often. */
  public Aggregates aggregates(int attempts, Pause pause) {
    return aggregates(
        new Retries(
            attempts,
            new BackOff(Duration.ofMillis(1), Duration.ofMillis(1), RandomGenerator.getDefault()),
            pause));
  }

  private Aggregates aggregates(Retries retries) {
    SnapshotTable snapshots = new SnapshotTable(database.schemas());
    return new Aggregates(
        source,
        appender,
        log,
        snapshots,
        new SnapshotKeeper(source, snapshots, Runnable::run),
        retries);
  }

  public InlineRebuild inlineRebuild() {
    return new InlineRebuild(source, catalogue, log, new ProjectionTable(database.schemas()));
  }

  @Override
  public void close() {
    projections.close();
    threads.shutdownNow();
  }
}
