package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.FaultyWorld;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;

/** One event that the log refuses: its stream waits, all others go on, and nothing is skipped. */
final class PoisonedRow implements Fault {
  private static final Duration SOON = Duration.ofSeconds(40);

  private String stream;
  private int times;

  @Override
  public String name() {
    return "poisoned-row";
  }

  @Override
  public String promise() {
    return "One event cannot be moved to the log. Events of other streams go on; it arrives when"
        + " the cause is removed.";
  }

  @Override
  public void begin(FaultyWorld world) throws Exception {
    // in a soak it comes again and again, and what came once proves nothing of the next
    times++;
    stream = world.load().round().stream("poisoned-" + times);
    world.asSuperuser(
        "ALTER TABLE commitcast.events ADD CONSTRAINT no_poison"
            + " CHECK (event_type <> 'poison') NOT VALID");
    try (Connection connection = world.writer();
        PreparedStatement append =
            connection.prepareStatement("SELECT commitcast.append(?, ?, '{}')")) {
      for (String type : new String[] {"poison", "after the poison"}) {
        append.setString(1, stream);
        append.setString(2, type);
        append.execute();
      }
    }
  }

  @Override
  public void during(FaultyWorld world) {
    world.load().awaitProgress(10, SOON);
    boolean passed = world.load().mailboxes().stream().anyMatch(mailbox -> mailbox.has(stream));
    if (passed) {
      throw new AssertionError("The log refuses the first event of " + stream + ", yet one came.");
    }
  }

  @Override
  public void end(FaultyWorld world) throws Exception {
    world.asSuperuser("ALTER TABLE commitcast.events DROP CONSTRAINT IF EXISTS no_poison");
    if (stream != null) {
      world.load().awaitSeen(stream, SOON);
      stream = null;
    }
  }
}
