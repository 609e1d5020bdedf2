package dev.commitcast.notifications.consumer;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.SchemaNames;
import java.sql.PreparedStatement;
import java.time.Duration;

/**
 * A program with one consumer of a subscription, to be killed. Each event's effect is a row in
 * {@code public.effects} that nothing keeps from being there twice.
 */
public final class ConsumerProcess {
  private ConsumerProcess() {}

  /**
   * Runs until it is killed, or until its standard input ends.
   *
   * @param arguments host, port, database, user, password, subscription, node, lease in
   *     milliseconds
   */
  public static void main(String[] arguments) throws Exception {
    DedicatedConnections connections =
        new DedicatedConnections(
            new DatabaseSettings(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                arguments[3],
                arguments[4],
                SchemaNames.DEFAULT,
                Duration.ofSeconds(5)));
    String node = arguments[6];
    RunningNode running =
        RunningNode.on(
            connections,
            node,
            RunningNode.settings(Duration.ofMillis(Long.parseLong(arguments[7]))));
    running
        .persistent()
        .consumeInTransactions(
            new SubscriptionName(arguments[5]),
            (delivery, connection) -> {
              RecordedEvent event = delivery.event();
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO public.effects (version, stream, stream_version, node)"
                          + " VALUES (?, ?, ?, ?)")) {
                insert.setLong(1, event.version());
                insert.setString(2, event.stream());
                insert.setLong(3, event.streamVersion().orElse(0));
                insert.setString(4, node);
                insert.executeUpdate();
              }
            });
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // whoever has started us is still there
    }
    Runtime.getRuntime().halt(0);
  }
}
