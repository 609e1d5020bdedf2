package dev.commitcast.server.container;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.change.Change;
import dev.commitcast.notifications.change.ChangeEvent;
import dev.commitcast.notifications.change.FromSubscription;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Observes changes in each of the ways that there are; some of it fails or is slow. Thread-safe.
 */
@ApplicationScoped
public class ChangeWitness {
  private final List<ChangeEvent> created = new CopyOnWriteArrayList<>();
  private final List<ChangeEvent> appended = new CopyOnWriteArrayList<>();
  private final List<ChangeEvent> reminded = new CopyOnWriteArrayList<>();
  private final AtomicInteger bills = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  void fail(@Observes @Change("booking_created") ChangeEvent event) {
    throw new IllegalStateException("An observer of the tests throws on purpose.");
  }

  void sleep(@Observes @Change("booking_created") ChangeEvent event) throws InterruptedException {
    end.await(1, TimeUnit.MINUTES);
  }

  void see(@Observes @Change("booking_created") ChangeEvent event) {
    created.add(event);
  }

  void seeAppended(@Observes @Change("invoiced") ChangeEvent event) {
    appended.add(event);
  }

  /** Its first call has written when it fails. */
  void bill(
      @Observes
          @FromSubscription(
              name = "bills",
              types = "invoiced",
              partitions = 2,
              transactional = true)
          RecordedEvent event)
      throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO merchants (id, name) VALUES ('bill' || ?, 'bill')")) {
      insert.setString(1, bills.get() + "-" + event.version());
      insert.executeUpdate();
    }
    if (bills.incrementAndGet() == 1) {
      throw new IllegalStateException("The first bill fails on purpose, after it was written.");
    }
  }

  void remind(
      @Observes @FromSubscription(name = "reminders", types = "invoiced") ChangeEvent event) {
    reminded.add(event);
  }

  public List<ChangeEvent> created() {
    return List.copyOf(created);
  }

  public List<ChangeEvent> appended() {
    return List.copyOf(appended);
  }

  public List<ChangeEvent> reminded() {
    return List.copyOf(reminded);
  }
}
