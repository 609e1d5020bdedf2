package dev.commitcast.notifications.projection;

import dev.commitcast.notifications.listener.EventBatch;
import dev.commitcast.notifications.sourcing.Aggregates;
import dev.commitcast.notifications.sourcing.Retries;
import dev.commitcast.notifications.sourcing.SnapshotKeeper;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.projection.ProjectionTable;
import dev.commitcast.persistence.snapshot.SnapshotTable;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.StreamCatalogue;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** Gives the application its aggregates and projections, over the server's pool and threads. */
@ApplicationScoped
public class ProjectionBeans {
  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Resource ManagedExecutorService executor;

  @Produces
  @Singleton
  InlineProjections inline(@Any Instance<InlineProjection> projections) {
    return new InlineProjections(projections.stream().toList());
  }

  @Produces
  @Singleton
  InlineRebuild rebuild(StreamCatalogue catalogue, EventLog log, DedicatedConnections connections) {
    return new InlineRebuild(source, catalogue, log, new ProjectionTable(schemas(connections)));
  }

  @Produces
  @Singleton
  Projections projections(DedicatedConnections connections, Journal journal) {
    return new Projections(source, connections, executor, journal, RandomGenerator.getDefault());
  }

  @Produces
  @Singleton
  Aggregates aggregates(EventAppender appender, EventLog log, DedicatedConnections connections) {
    SnapshotTable snapshots = new SnapshotTable(schemas(connections));
    return new Aggregates(
        source,
        appender,
        log,
        snapshots,
        new SnapshotKeeper(source, snapshots, executor),
        Retries.defaults(RandomGenerator.getDefault()));
  }

  void arrived(@Observes EventBatch batch, Projections projections) {
    if (!batch.events().isEmpty()) {
      projections.eventsArrived();
    }
  }

  private static SchemaNames schemas(DedicatedConnections connections) {
    return connections.settings().schemas();
  }
}
