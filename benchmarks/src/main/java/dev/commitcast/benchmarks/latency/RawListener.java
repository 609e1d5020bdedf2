package dev.commitcast.benchmarks.latency;

import dev.commitcast.localpostgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The peer: the stock driver, waiting for notifications that carry the row. */
final class RawListener implements AutoCloseable {
  private static final Pattern KEY = Pattern.compile("\"id\":(\\d+)");

  private final Connection connection;
  private final LongConsumer arrived;
  private final Thread thread;

  RawListener(PostgresDatabase database, LongConsumer arrived) throws SQLException {
    this.connection = database.connect();
    this.arrived = arrived;
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN raw_rows");
    }
    this.thread = new Thread(this::listen, "raw-listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try {
      PGConnection notified = connection.unwrap(PGConnection.class);
      while (true) {
        for (PGNotification notification : notified.getNotifications(0)) {
          Matcher key = KEY.matcher(notification.getParameter());
          if (key.find()) {
            arrived.accept(Long.parseLong(key.group(1)));
          }
        }
      }
    } catch (SQLException expected) {
      // closed at the end of the benchmark
    }
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    connection.abort(Runnable::run);
    thread.join();
  }
}
