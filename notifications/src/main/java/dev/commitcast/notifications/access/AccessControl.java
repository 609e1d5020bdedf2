package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Finds out what callers may see, by all strategies there are. Thread-safe. */
public class AccessControl {
  private final DataSource source;
  private final EventLog log;
  private final List<GrantStrategy> strategies;
  private final Set<String> categories;

  public AccessControl(DataSource source, EventLog log, List<GrantStrategy> strategies) {
    this.source = source;
    this.log = log;
    this.strategies = List.copyOf(strategies);
    this.categories =
        strategies.stream()
            .flatMap(each -> each.categories().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What a caller may see, from now on. Asks the database, unless the caller may see everything.
   *
   * @throws AccessUnknownException if a strategy or the database fails
   */
  public Access of(Caller caller) {
    try (Connection connection = source.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        return read(caller, connection);
      } finally {
        connection.rollback();
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      throw new AccessUnknownException("It cannot be read what " + caller.id() + " may see", e);
    }
  }

  private Access read(Caller caller, Connection snapshot) throws SQLException {
    Cursor head = log.state(snapshot).headCursor();
    if (caller.is(Role.OPERATOR)) {
      return new Access(caller, Grants.EVERYTHING, head, List.of());
    }
    Grants all = Grants.NOTHING;
    List<Predicate<RecordedEvent>> restrictions = new ArrayList<>();
    for (GrantStrategy strategy : strategies) {
      try {
        all = all.and(strategy.grants(caller, snapshot));
        strategy.restriction(caller).ifPresent(restrictions::add);
      } catch (RuntimeException e) {
        throw new AccessUnknownException(
            "The policy " + strategy.getClass().getName() + " failed for " + caller.id(), e);
      }
    }
    return new Access(caller, all, head, restrictions);
  }

  /** Whether an event may change what somebody may see. Quick. */
  public boolean mayChangeGrants(RecordedEvent event) {
    return !categories.isEmpty() && categories.contains(event.category());
  }

  /** What an event changes, by all strategies that look at its category. */
  public List<GrantChange> changes(RecordedEvent event) {
    List<GrantChange> changes = new ArrayList<>();
    for (GrantStrategy strategy : strategies) {
      if (strategy.categories().contains(event.category())) {
        changes.addAll(strategy.changes(event));
      }
    }
    return changes;
  }
}
