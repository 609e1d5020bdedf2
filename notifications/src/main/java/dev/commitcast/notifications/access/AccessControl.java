package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.sql.OneTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Finds out what callers may see, by all strategies there are. Thread-safe. */
public class AccessControl implements GrantLog {
  private static final Logger LOG = System.getLogger(AccessControl.class.getName());

  private final DataSource source;
  private final EventLog log;
  private final List<GrantStrategy> strategies;
  private final Set<String> categories;
  private final Runnable policyFailed;

  /**
   * @param policyFailed called, by any thread, whenever a strategy has thrown
   */
  public AccessControl(
      DataSource source, EventLog log, List<GrantStrategy> strategies, Runnable policyFailed) {
    this.source = source;
    this.policyFailed = policyFailed;
    this.log = log;
    this.strategies = List.copyOf(strategies);
    this.categories =
        strategies.stream()
            .flatMap(each -> each.categories().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What is read in one snapshot with somebody's grants.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  interface Reading<T> {
    T read(Access access, Connection snapshot) throws SQLException;
  }

  /**
   * What a caller may see, for somebody who is answered at once. Asks the database, unless the
   * caller may see everything.
   *
   * @throws AccessUnknownException if a strategy or the database fails
   */
  public Access atOnce(Caller caller) {
    return caller.is(Role.OPERATOR)
        ? new Access(caller, Grants.EVERYTHING, null, List.of(), Set.of())
        : of(caller);
  }

  /**
   * What a caller may see, from now on, whatever the log changes. Asks the database.
   *
   * @throws AccessEndedException if its token was revoked since it was let in
   * @throws AccessUnknownException if a strategy or the database fails
   */
  public Access of(Caller caller) {
    return with(caller, (access, snapshot) -> access);
  }

  /**
   * Reads the database as of the very moment as of which it is read what a caller may see: there is
   * nothing in what is read that came later than its grants.
   *
   * @param work must not end the transaction of the connection that it gets
   * @throws AccessEndedException if its token was revoked since it was let in
   * @throws AccessUnknownException if a strategy or the database fails
   */
  <T> T with(Caller caller, Reading<T> work) {
    try (Connection connection = source.getConnection()) {
      return OneTransaction.PLAIN.on(
          connection,
          () -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
            return work.read(read(caller, connection), connection);
          });
    } catch (SQLException e) {
      throw unknown(caller, e);
    }
  }

  /** The same for somebody who is answered at once: for operators no grants are read. */
  <T> T withAtOnce(Caller caller, Reading<T> work) {
    if (!caller.is(Role.OPERATOR)) {
      return with(caller, work);
    }
    try (Connection connection = source.getConnection()) {
      return work.read(atOnce(caller), connection);
    } catch (SQLException e) {
      throw unknown(caller, e);
    }
  }

  private static AccessUnknownException unknown(Caller caller, SQLException reason) {
    return new AccessUnknownException("It cannot be read what " + caller.id() + " may see", reason);
  }

  private Access read(Caller caller, Connection snapshot) throws SQLException {
    Cursor head = log.state(snapshot).headCursor();
    refuseEnded(caller, snapshot);
    if (caller.is(Role.OPERATOR)) {
      return new Access(caller, Grants.EVERYTHING, head, List.of(), Set.of());
    }
    Grants all = Grants.NOTHING;
    Grants fixed = Grants.NOTHING;
    List<Predicate<RecordedEvent>> restrictions = new ArrayList<>();
    Set<GrantStrategy> grantedBy = new HashSet<>();
    for (GrantStrategy strategy : strategies) {
      try {
        Grants granted = strategy.grants(caller, snapshot);
        if (!granted.equals(Grants.NOTHING)) {
          grantedBy.add(strategy);
        }
        all = all.and(granted);
        if (strategy.categories().isEmpty()) {
          fixed = fixed.and(granted);
        }
        strategy.restriction(caller).ifPresent(restrictions::add);
      } catch (RuntimeException e) {
        throw failed(strategy, caller, e);
      }
    }
    return new Access(caller, all, fixed, head, restrictions, grantedBy);
  }

  private AccessUnknownException failed(
      GrantStrategy strategy, Caller caller, RuntimeException reason) {
    policyFailed.run();
    return new AccessUnknownException(
        "The policy " + strategy.getClass().getName() + " failed for " + caller.id(), reason);
  }

  private void refuseEnded(Caller caller, Connection snapshot) throws SQLException {
    for (GrantStrategy strategy : strategies) {
      boolean ended;
      try {
        ended = strategy.isEnded(caller, snapshot);
      } catch (RuntimeException e) {
        throw failed(strategy, caller, e);
      }
      if (ended) {
        throw new AccessEndedException(caller.id());
      }
    }
  }

  @Override
  public boolean mayChangeGrants(RecordedEvent event) {
    return !categories.isEmpty() && categories.contains(event.category());
  }

  /** Whether events of a category may decide who sees what, so that not everybody may add some. */
  public boolean decides(String category) {
    return categories.contains(category);
  }

  @Override
  public List<GrantChange> changes(RecordedEvent event) {
    List<GrantChange> changes = new ArrayList<>();
    for (GrantStrategy strategy : strategies) {
      if (strategy.categories().contains(event.category())) {
        try {
          changes.addAll(strategy.changes(event));
        } catch (RuntimeException e) {
          policyFailed.run();
          LOG.log(
              Level.ERROR,
              "The policy "
                  + strategy.getClass().getName()
                  + " failed at version "
                  + event.version()
                  + "; whoever has rooms by it is sent away.",
              e);
          changes.add(new GrantChange.Failed(strategy));
        }
      }
    }
    return changes;
  }
}
