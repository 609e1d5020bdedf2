package dev.commitcast.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.journal.Journal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PatientMigrationTest {
  private static final MigrationResult DONE = new MigrationResult("", "5", 5, 10);

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final Queue<String> failures = new ArrayDeque<>();

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private MigrationResult attempt() {
    String state = failures.poll();
    if (state == null) {
      return DONE;
    }
    throw new MigrationException("It failed.", new SQLException("raw", state));
  }

  private PatientMigration patient(Duration patience) {
    return new PatientMigration(
        this::attempt, patience, clock, pause -> now = now.plus(pause), Journal.silent());
  }

  @Test
  void waitsForADatabaseThatIsNotUpYet() {
    failures.addAll(List.of("08001", "57P03", "53300"));

    assertThat(patient(Duration.ofSeconds(10)).run()).isEqualTo(DONE);
    assertThat(failures).isEmpty();
  }

  @Test
  void failsAtOnceWhereWaitingDoesNotHelp() {
    failures.addAll(List.of("28P01", "08001"));

    assertThatThrownBy(() -> patient(Duration.ofSeconds(10)).run())
        .isInstanceOf(MigrationException.class)
        .hasMessage("It failed.");
    assertThat(failures).hasSize(1);
  }

  @Test
  void givesUpWithASentenceThatNamesTheSetting() {
    for (int i = 0; i < 20; i++) {
      failures.add("08001");
    }

    assertThatThrownBy(() -> patient(Duration.ofSeconds(3)).run())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("Gave up after 3 s")
        .hasMessageContaining("commitcast.migration.patience");
    assertThat(failures).hasSize(16);
  }

  @Test
  void stopsWaitingWhenItIsInterrupted() {
    failures.add("08001");
    PatientMigration migration =
        new PatientMigration(
            this::attempt,
            Duration.ofSeconds(3),
            clock,
            pause -> {
              throw new InterruptedException();
            },
            Journal.silent());

    assertThatThrownBy(migration::run).isInstanceOf(MigrationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
