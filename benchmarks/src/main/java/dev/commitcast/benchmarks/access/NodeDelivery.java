package dev.commitcast.benchmarks.access;

import dev.commitcast.benchmarks.node.NodeUnderTest;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.server.liberty.LibertyServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A whole node on the crowd's database, and a connection for each subscriber. An operator, who may
 * see all, is the one without grants to look at; everybody else is the same: the token, the filter
 * by room, the rows and the bytes.
 */
final class NodeDelivery implements AutoCloseable {
  private static final int BATCH = 50;

  private static final int WAVE = 50;

  /** One of so many batches is a change of memberships: one event in a hundred. */
  private static final int MEMBERSHIPS = 100;

  private final LocalPostgres postgres;
  private final Crowd crowd;
  private final LibertyServer server;
  private final Map<Delivery.Side, List<String>> tokens = new HashMap<>();
  private long rows;

  NodeDelivery(LocalPostgres postgres, Crowd crowd) throws Exception {
    this.postgres = postgres;
    this.crowd = crowd;
    Tokens issuer = new Tokens();
    for (Delivery.Side side : Delivery.Side.values()) {
      List<String> all = new ArrayList<>();
      for (int user = 0; user < crowd.users(); user++) {
        String role = side == Delivery.Side.WITHOUT ? "operator" : "reader";
        all.add(issuer.of(Crowd.user(user), role));
      }
      tokens.put(side, all);
    }
    Map<String, String> settings = new HashMap<>(issuer.settings());
    settings.put("COMMITCAST_LIMITS_REQUESTS_PER_SECOND", "0");
    server = NodeUnderTest.on(postgres, settings);
    server.start().awaitReady(Duration.ofMinutes(2));
  }

  /** Commits events, and answers how many deliveries there were in a second. */
  double run(Delivery.Side side, int events) throws Exception {
    long due = (long) events * crowd.users() / crowd.channels();
    try (StreamClients clients = new StreamClients(server.uri());
        Connection connection = postgres.connection()) {
      for (int user = 0; user < crowd.users(); user++) {
        String filter = side == Delivery.Side.ALL ? "" : "?room=" + crowd.roomOf(user);
        clients.open("/api/events" + filter, tokens.get(side).get(user));
        if (user % WAVE == WAVE - 1) {
          // a node takes only so many that begin at once
          long open = user + 1L;
          await(() -> clients.greeted() == open);
        }
      }
      await(() -> clients.greeted() == crowd.users());
      long began = System.nanoTime();
      write(connection, events);
      await(() -> clients.marks() >= due);
      long took = System.nanoTime() - began;
      if (clients.marks() > due) {
        throw new IllegalStateException("More was delivered than there was.");
      }
      return due * 1e9 / took;
    }
  }

  private void write(Connection connection, int events) throws SQLException {
    try (PreparedStatement messages =
            connection.prepareStatement(
                "INSERT INTO public.messages (id, channel_id, user_id, content)"
                    + " SELECT '01JZMSG0' || lpad(n::text, 18, '0'),"
                    + " '01JZCHAN' || lpad((n % ?)::text, 18, '0'), ?, ?"
                    + " FROM generate_series(?::bigint, ?::bigint) AS n");
        PreparedStatement join =
            connection.prepareStatement(
                "INSERT INTO public.channel_members (channel_id, user_id) VALUES (?, ?)");
        PreparedStatement leave =
            connection.prepareStatement(
                "DELETE FROM public.channel_members WHERE channel_id = ? AND user_id = ?")) {
      // the marks stand in messages alone; somebody comes or goes, who has no stream
      for (int written = 0; written < events; written += BATCH) {
        int count = Math.min(BATCH, events - written);
        messages.setInt(1, crowd.channels());
        messages.setString(2, Crowd.user(0));
        messages.setString(3, StreamClients.MARK + "x".repeat(120));
        messages.setLong(4, rows);
        messages.setLong(5, rows + count - 1);
        messages.executeUpdate();
        rows += count;
        if (written % MEMBERSHIPS == 0) {
          PreparedStatement change = written / MEMBERSHIPS % 2 == 0 ? join : leave;
          change.setString(1, Crowd.channel(0));
          change.setString(2, Crowd.user(crowd.users()));
          change.executeUpdate();
        }
      }
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Not everything was delivered within two minutes.");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
