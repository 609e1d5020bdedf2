package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.notifications.loop.BackOff;
import dev.commitcast.notifications.loop.LoopRunner;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.projection.ProjectionState;
import dev.commitcast.persistence.projection.ProjectionTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The projections of this application that follow the log: {@code @Inject Projections projections}.
 * Thread-safe.
 */
public class Projections implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A running projection. */
  private record Running(ProjectionFollower follower, LoopRunner runner) {}

  private final DataSource source;
  private final ProjectionParts parts;
  private final ExecutorService executor;
  private final RandomGenerator random;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /**
   * @param source for short looks at where projections stand
   * @param connections for projections at work
   * @param executor gives each of them a thread
   */
  public Projections(
      DataSource source,
      DedicatedConnections connections,
      ExecutorService executor,
      Journal journal,
      RandomGenerator random) {
    this.source = source;
    this.parts =
        new ProjectionParts(
            connections,
            new EventLog(null, connections.settings().schemas()),
            new ProjectionTable(connections.settings().schemas()),
            new Signal(),
            journal);
    this.executor = executor;
    this.random = random;
  }

  /**
   * Runs a projection from where it stands, as long as no other node does; returns at once. Does
   * nothing if it runs here.
   */
  public void start(AsyncProjection projection) {
    running.computeIfAbsent(
        projection.name(),
        name -> {
          ProjectionFollower follower = follower(projection);
          LoopRunner runner = new LoopRunner("projection " + name, follower, executor);
          runner.start();
          return new Running(follower, runner);
        });
  }

  private ProjectionFollower follower(AsyncProjection projection) {
    return new ProjectionFollower(
        parts, projection, new BackOff(FIRST_PAUSE, LONGEST_PAUSE, random));
  }

  /** Lets others run it; waits two seconds at most. */
  public void stop(String name) {
    Running ended = running.remove(name);
    if (ended != null) {
      ended.runner().stop();
    }
  }

  /** Stops all of them. */
  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
  }

  /** There are new events in the log. */
  public void eventsArrived() {
    parts.signal().raise();
  }

  /** Starts those again that an error has ended; answers what it did, each in a sentence. */
  public List<String> look() {
    return running.values().stream()
        .map(each -> each.runner().look())
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * Builds a projection anew from all of the log, in one transaction: readers see what was there
   * until it is complete, and waits for it take as long. Other nodes leave it alone meanwhile. Call
   * it outside of any transaction.
   *
   * @throws ProjectionException if the database fails; everything is as it was then
   */
  public void rebuild(AsyncProjection projection) {
    try {
      follower(projection).rebuild();
    } catch (SQLException e) {
      throw new ProjectionException(
          "The projection " + projection.name() + " cannot be built anew", e);
    }
  }

  /**
   * Waits until a projection shows what was appended. Call it after the commit, outside of any
   * transaction: an event that is not committed is in no projection.
   *
   * @throws ProjectionBehindException if it has not come so far in time
   * @throws UnknownProjectionException if it never ran
   */
  public void waitFor(String projection, AppendResult appended, Duration atMost)
      throws InterruptedException {
    Optional<AppendedEvent> last =
        appended.events().stream().max(Comparator.comparingLong(AppendedEvent::streamVersion));
    if (last.isPresent()) {
      new ProjectionWait(this::connection, parts, projection, atMost, () -> position(projection))
          .event(last.get().id());
    }
  }

  /**
   * Waits until a projection has seen everything up to a version of the log.
   *
   * @param version as an event that was read, or a cursor, has it
   * @throws ProjectionBehindException if it has not come so far in time
   * @throws UnknownProjectionException if it never ran
   */
  public void waitFor(String projection, long version, Duration atMost)
      throws InterruptedException {
    new ProjectionWait(this::connection, parts, projection, atMost, () -> position(projection))
        .version(version);
  }

  private long position(String name) {
    Running here = running.get(name);
    return here == null ? -1 : here.follower().position();
  }

  private Connection connection() throws SQLException {
    return source.getConnection();
  }

  /** Where a projection stands; empty if it never ran anywhere. */
  public Optional<ProjectionState> status(String name) {
    return states(Optional.of(name)).stream().findFirst();
  }

  /** Where all projections stand that ever ran, by name. */
  public List<ProjectionState> status() {
    return states(Optional.empty());
  }

  private List<ProjectionState> states(Optional<String> name) {
    try (Connection connection = source.getConnection()) {
      return parts.table().states(connection, name);
    } catch (SQLException e) {
      throw new ProjectionException("The state of projections cannot be read", e);
    }
  }
}
