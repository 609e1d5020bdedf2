package dev.commitcast.notifications.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody interrupts the sequencer's thread. */
@Timeout(180)
class InterruptedLoopIT {
  @Test
  void theSequencerGoesOn() throws SQLException {
    LogDatabase database = LogDatabase.fresh();
    try (RunningSequencer sequencer = RunningSequencer.on(database);
        Connection writer = database.connect()) {
      for (int i = 1; i <= 5; i++) {
        await().until(() -> sequencer.status().leads());
        sequencer.interrupt();
        LogDatabase.capture(writer, "s", "{}");
        database.awaitHead(i);
      }
      assertThat(sequencer.status().state()).isNotEqualTo(SequencerState.STOPPED);
    }
  }
}
