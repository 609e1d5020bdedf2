package dev.commitcast.persistence.sync;

import dev.commitcast.domain.event.EventType;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.store.EventAppender;
import dev.commitcast.persistence.store.EventStoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Takes what a client pushes, event by event: one that is refused holds up no other. Thread-safe.
 *
 * <p>Some events share a transaction, for the sake of the disk. Streams that there are get locked
 * first, in one order for all. Should two pushes still wait for each other, at streams that are
 * new, one is rolled back and goes on event by event, which cannot happen again. If the database
 * fails, events before are in the log already; repeated, they are duplicates.
 */
public class PushReceiver {
  /** PostgreSQL keeps so many savepoints of a transaction where every snapshot finds them. */
  private static final int TOGETHER = 50;

  private static final int ATTEMPTS_ALONE = 10;

  private final PlainTransaction transactions;
  private final SyncStatements statements;
  private final EventAppender appender;
  private final Function<EventType, Resolution> resolutions;
  private final Supplier<String> ids;

  /**
   * @param source not one whose connections take part in a transaction of the caller
   * @param resolutions what to do with a type's conflicts
   * @param ids makes ids for merged events; called by many threads
   */
  public PushReceiver(
      DataSource source,
      SchemaNames schemas,
      EventAppender appender,
      Function<EventType, Resolution> resolutions,
      Supplier<String> ids) {
    this.transactions = new PlainTransaction(source);
    this.statements = new SyncStatements(schemas);
    this.appender = appender;
    this.resolutions = resolutions;
    this.ids = ids;
  }

  /**
   * Stores what can be stored.
   *
   * @return one for each event, in order
   * @throws SyncException if the database fails
   */
  public List<PushResult> receive(List<PushedEvent> events, ChangeContext context) {
    Set<String> ofThisPush = new HashSet<>();
    events.forEach(each -> ofThisPush.add(each.event().id()));
    List<PushedEvent> based = based(events, known(ofThisPush));
    PushJudge judge = new PushJudge(statements, appender, resolutions, ids, ofThisPush);
    List<PushResult> results = new ArrayList<>(events.size());
    for (int from = 0; from < based.size(); from += TOGETHER) {
      int until = Math.min(based.size(), from + TOGETHER);
      results.addAll(together(based.subList(from, until), judge, context));
    }
    return results;
  }

  /** What the author has made and the log has not is no part of the log that it knew. */
  private static List<PushedEvent> based(List<PushedEvent> events, Set<String> known) {
    List<PushedEvent> based = new ArrayList<>(events.size());
    long own = 0;
    for (PushedEvent event : events) {
      based.add(event.concluding(own));
      own += known.contains(event.event().id()) ? 0 : 1;
    }
    return based;
  }

  private Set<String> known(Set<String> ids) {
    try {
      return transactions.run(
          ChangeContext.NONE, connection -> statements.versions(connection, ids).keySet());
    } catch (SQLException e) {
      throw new SyncException("What a client pushed could not be looked up", e);
    }
  }

  private List<PushResult> together(
      List<PushedEvent> events, PushJudge judge, ChangeContext context) {
    try {
      return transaction(events, judge, context);
    } catch (EventStoreException | SyncException e) {
      if (!isInTheWay(e)) {
        throw e;
      }
      List<PushResult> results = new ArrayList<>(events.size());
      for (PushedEvent event : events) {
        results.addAll(alone(event, judge, context));
      }
      return results;
    }
  }

  /**
   * One that holds no other stream can make no circle. But while it queues for its own, the
   * database may choose it to break a circle of others, which then go on without it.
   */
  private List<PushResult> alone(PushedEvent event, PushJudge judge, ChangeContext context) {
    for (int attempt = 1; ; attempt++) {
      judge.forget();
      try {
        return transaction(List.of(event), judge, context);
      } catch (EventStoreException | SyncException e) {
        if (attempt == ATTEMPTS_ALONE || !isInTheWay(e)) {
          throw e;
        }
      }
    }
  }

  private List<PushResult> transaction(
      List<PushedEvent> events, PushJudge judge, ChangeContext context) {
    try {
      return transactions.run(
          context,
          connection -> {
            if (events.size() > 1) {
              statements.hold(connection, streams(events));
            }
            List<PushResult> results = new ArrayList<>(events.size());
            for (PushedEvent event : events) {
              results.add(judge.receive(connection, event));
            }
            return results;
          });
    } catch (SQLException e) {
      throw new SyncException("What a client pushed could not be stored", e);
    }
  }

  private static Set<String> streams(List<PushedEvent> events) {
    return events.stream().map(event -> event.stream().value()).collect(Collectors.toSet());
  }

  private static boolean isInTheWay(RuntimeException failure) {
    return DatabaseErrors.of(failure)
        .filter(error -> error.kind() == DatabaseError.Kind.CONFLICT)
        .isPresent();
  }
}
