package dev.commitcast.server.faults;

import static org.awaitility.Awaitility.await;

import dev.commitcast.server.faults.load.Mailbox;
import dev.commitcast.server.faults.load.Nodes;
import dev.commitcast.server.faults.load.Oracle;
import dev.commitcast.server.faults.load.PagePoller;
import dev.commitcast.server.faults.load.Round;
import dev.commitcast.server.faults.load.StreamSubscriber;
import dev.commitcast.server.faults.load.Subscriber;
import dev.commitcast.server.faults.load.Writers;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Writers and subscribers of one row: a steady subscriber on each node, a restless one anywhere,
 * and one that reads pages.
 */
public final class Load implements AutoCloseable {
  private static final int RESTLESS_MILLIS = 1_500;
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final FaultyWorld world;
  private final Round round;
  private final List<Subscriber> subscribers = new ArrayList<>();
  private Writers writers;

  /** Begins at once, at the end of the log. */
  Load(FaultyWorld world, String name, Fault.Pace pace, long seed) throws SQLException {
    this.world = world;
    this.round = new Round(name);
    String from = head(world);
    List<URI> uris = world.uris();
    for (int i = 0; i < uris.size(); i++) {
      subscribers.add(
          new StreamSubscriber("steady-" + i, Nodes.preferring(uris, i), from, 0, seed + i));
    }
    subscribers.add(
        new StreamSubscriber(
            "restless", Nodes.any(uris, seed + 10), from, RESTLESS_MILLIS, seed + 11));
    subscribers.add(new PagePoller("pages", Nodes.any(uris, seed + 12), from));
    this.writers = new Writers(world::writer, round, pace.writers(), pace.pauseMillis(), seed);
  }

  private static String head(FaultyWorld world) throws SQLException {
    await("nothing waits for a version")
        .atMost(DRAIN)
        .until(() -> world.number("SELECT count(*) FROM commitcast.pending_events") == 0);
    return world.texts("SELECT epoch || '.' || head FROM commitcast.log_state").get(0);
  }

  /** The names that this row's writers use. */
  public Round round() {
    return round;
  }

  public List<Mailbox> mailboxes() {
    return subscribers.stream().map(Subscriber::mailbox).toList();
  }

  public Writers writers() {
    return writers;
  }

  /** Commits one row, however often that takes, and returns its id. */
  public String commitRow() {
    String id = round.row("probe-" + UUID.randomUUID());
    await("a row can be committed")
        .atMost(FaultyWorld.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> committed(id));
    return id;
  }

  private boolean committed(String id) {
    try (Connection connection = world.writer();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO public.ledger (id, writer) VALUES (?, -1) ON CONFLICT DO NOTHING")) {
      insert.setString(1, id);
      insert.executeUpdate();
      return true;
    } catch (SQLException expected) {
      // the database is not there yet; the same id again is no second row
      return false;
    }
  }

  /** Waits until every subscriber has an event of this row or stream. */
  public void awaitSeen(String rowOrStream, Duration deadline) {
    awaitSeen(rowOrStream, deadline, any -> true);
  }

  /** Waits until those subscribers whose name is accepted have it. */
  public void awaitSeen(String rowOrStream, Duration deadline, Predicate<String> who) {
    try {
      await()
          .atMost(deadline)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> missing(rowOrStream, who).isEmpty());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          missing(rowOrStream, who) + " did not see " + rowOrStream + " within " + deadline, e);
    }
  }

  private List<String> missing(String rowOrStream, Predicate<String> who) {
    return mailboxes().stream()
        .filter(mailbox -> who.test(mailbox.owner()) && !mailbox.has(rowOrStream))
        .map(Mailbox::owner)
        .toList();
  }

  /** Waits until the writers have committed so much more and one more row has been seen by all. */
  public void awaitProgress(int commits, Duration deadline) {
    int before = writers.acknowledged().size();
    await("the writers go on")
        .atMost(deadline)
        .until(() -> writers.acknowledged().size() >= before + commits);
    awaitSeen(commitRow(), deadline);
  }

  /** Ends the writers, waits until everything has arrived, and counts. */
  public Oracle.Verdict judge() throws SQLException, InterruptedException {
    writers.close();
    awaitSeen(commitRow(), DRAIN);
    try {
      await()
          .atMost(DRAIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> count().tally().lost() == 0);
    } catch (ConditionTimeoutException expected) {
      // then it is lost, and counted below
    }
    return count();
  }

  private Oracle.Verdict count() throws SQLException {
    return Oracle.judge(world::superuser, round, writers, mailboxes());
  }

  @Override
  public void close() throws InterruptedException {
    writers.close();
    for (Subscriber subscriber : subscribers) {
      subscriber.close();
    }
  }
}
