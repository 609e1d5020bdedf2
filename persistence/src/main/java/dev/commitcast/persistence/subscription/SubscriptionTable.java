package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.subscription.Partitioning;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionConflictException;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What subscriptions there are, and what operators do with them. Thread-safe. */
public final class SubscriptionTable {
  /**
   * One creation of a subscription. Immutable.
   *
   * @param generation tells it from an earlier or later one of the same name
   */
  public record Created(SubscriptionDefinition definition, long generation) {}

  private final Query create;
  private final Query definitions;
  private final Query delete;
  private final Query partitions;
  private final Query pause;
  private final Query resume;
  private final Query rewind;

  public SubscriptionTable(DataSource source, SchemaNames schemas) {
    this.create = new Query(source, schemas, "create");
    this.definitions = new Query(source, schemas, "definitions");
    this.delete = new Query(source, schemas, "delete");
    this.partitions = new Query(source, schemas, "partitions");
    this.pause = new Query(source, schemas, "pause");
    this.resume = new Query(source, schemas, "resume");
    this.rewind = new Query(source, schemas, "rewind");
  }

  /**
   * Creates it; does nothing if the same is there already.
   *
   * @param start the place that the definition's start means at this moment
   * @return whether it was created by this call
   * @throws SubscriptionConflictException if another one has this name
   */
  public boolean create(SubscriptionDefinition definition, Cursor start) {
    List<Long> created =
        create.list(
            row -> row.getLong("created"),
            definition.name().value(),
            DefinitionJson.of(definition.filter()),
            definition.start().toString(),
            DefinitionJson.of(definition.retries()),
            start.epoch(),
            start.version(),
            definition.partitioning().partitions());
    boolean isNew = created.get(0) > 0;
    if (!isNew && !find(definition.name()).equals(Optional.of(definition))) {
      throw new SubscriptionConflictException(definition.name());
    }
    return isNew;
  }

  public Optional<SubscriptionDefinition> find(SubscriptionName name) {
    return definitions.list(SubscriptionTable::definition, name.value(), name.value()).stream()
        .findFirst();
  }

  /** The same with its generation, where it must be there. */
  public Created created(SubscriptionName name) {
    return definitions
        .list(
            row -> new Created(definition(row), row.getLong("generation")),
            name.value(),
            name.value())
        .stream()
        .findFirst()
        .orElseThrow(() -> new UnknownSubscriptionException(name));
  }

  /** The same, where it must be there. */
  public SubscriptionDefinition get(SubscriptionName name) {
    return find(name).orElseThrow(() -> new UnknownSubscriptionException(name));
  }

  /** All of them, by name. */
  public List<SubscriptionDefinition> all() {
    return definitions.list(SubscriptionTable::definition, null, null);
  }

  private static SubscriptionDefinition definition(ResultSet row) throws SQLException {
    return new SubscriptionDefinition(
        new SubscriptionName(row.getString("name")),
        DefinitionJson.filter(row.getString("filter")),
        StartPosition.parse(row.getString("start_from")),
        new Partitioning(row.getInt("partitions")),
        DefinitionJson.retries(row.getString("settings")));
  }

  /** Its partitions by number; empty if there is no such subscription. */
  public List<PartitionState> partitions(SubscriptionName name) {
    return partitions.list(PartitionState::of, name.value());
  }

  /** Ends it and forgets its progress and parked events; answers whether it was there. */
  public boolean delete(SubscriptionName name) {
    return delete.update(name.value(), name.value()) > 0;
  }

  public void pause(SubscriptionName name) {
    require(name, pause.update(name.value()));
  }

  public void resume(SubscriptionName name) {
    require(name, resume.update(name.value()));
  }

  /** Moves every partition's checkpoint and ends all leases. */
  public void rewind(SubscriptionName name, Cursor to) {
    require(name, rewind.update(name.value(), to.version(), to.epoch(), to.version()));
  }

  private static void require(SubscriptionName name, int rows) {
    if (rows == 0) {
      throw new UnknownSubscriptionException(name);
    }
  }
}
