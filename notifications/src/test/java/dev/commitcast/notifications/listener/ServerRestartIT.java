package dev.commitcast.notifications.listener;

import static dev.commitcast.notifications.testing.LogDatabase.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.localpostgres.StopMode;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that goes away and comes back under load, in order and as by a crash. */
@Timeout(300)
class ServerRestartIT {
  @Test
  void everyVersionArrivesOnceAndInOrderAcrossRestartsOfTheServer() throws Exception {
    try (LocalPostgres server = LocalPostgres.builder().setting("fsync", "off").start()) {
      LogDatabase database = LogDatabase.of(server.database());
      AtomicBoolean done = new AtomicBoolean();
      Thread writer = new Thread(() -> write(database, done), "writer");
      try (RunningSequencer ignored = RunningSequencer.on(database);
          RunningListener listener = RunningListener.on(database)) {
        awaitListening(listener);
        writer.start();
        for (StopMode mode : new StopMode[] {StopMode.FAST, StopMode.IMMEDIATE, StopMode.FAST}) {
          long before = listener.status().version();
          await().until(() -> listener.status().version() > before + 50);
          server.stop(mode);
          await().until(() -> !listener.status().state().isReady());
          server.start();
          awaitListening(listener);
        }
        done.set(true);
        writer.join(30_000);
        await().until(() -> database.pending() == 0);
        long head = database.head();
        await()
            .untilAsserted(
                () ->
                    assertThat(listener.observers().versions())
                        .isEqualTo(LongStream.rangeClosed(1, head).boxed().toList()));
      } finally {
        done.set(true);
        writer.join(30_000);
      }
    }
  }

  private static void awaitListening(RunningListener listener) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> listener.status().state() == ListenerState.LISTENING);
  }

  private static void write(LogDatabase database, AtomicBoolean done) {
    while (!done.get()) {
      try (Connection connection = database.connect()) {
        for (int i = 0; !done.get(); i++) {
          capture(connection, "s" + i % 7, "{}");
        }
      } catch (SQLException ignored) {
        // the server is away, which is what this test is about
      }
    }
  }
}
