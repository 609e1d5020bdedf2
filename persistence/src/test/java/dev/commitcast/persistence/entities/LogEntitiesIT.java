package dev.commitcast.persistence.entities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.log.EventStream;
import dev.commitcast.domain.log.LogEpoch;
import dev.commitcast.domain.log.LoggedEvent;
import dev.commitcast.domain.log.NamedSubscription;
import dev.commitcast.domain.log.ParkedEvent;
import dev.commitcast.domain.log.ParkedEventKey;
import dev.commitcast.domain.log.PendingEvent;
import dev.commitcast.domain.log.Sequencer;
import dev.commitcast.domain.log.SubscriptionKey;
import dev.commitcast.domain.log.Watch;
import dev.commitcast.persistence.change.JpaDatabase;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads a row of each of the log's tables, found through the search path. */
@Timeout(120)
class LogEntitiesIT {
  private static final String LOG = JpaDatabase.SCHEMAS.log();
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-20T12:00:00.123456Z");

  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
    database.run(
        "SELECT %s.append('account:42', 'deposited', '{\"amount\": 10.50}', room => 'bank')"
            .formatted(LOG),
        "SET commitcast.sequencing = 'on';"
            + "INSERT INTO %s.events".formatted(LOG)
            + " (version, id, aggregate_id, stream_version, event_type, room, data, metadata, tx,"
            + " tx_last, created_at, bytes) VALUES (1, 'e1', 'account:7', 1, 'opened', NULL,"
            + " '{\"by\": \"Ada\"}', '{\"actor\": \"x\"}', '4294967299', true,"
            + " '2026-11-20T12:00:00.123456Z', 13)",
        "UPDATE %s.sequencer SET leader = 'n1', since = '2026-11-20T12:00:00.123456Z'"
            .formatted(LOG),
        "INSERT INTO %s.subscriptions (name, partition, checkpoint, lease_owner)".formatted(LOG)
            + " VALUES ('mails', 2, 17, 'n1')",
        "INSERT INTO %s.parked_events (subscription, partition, version, error, attempts)"
                .formatted(LOG)
            + " VALUES ('mails', 2, 9, 'no such address', 3)");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static <T> T find(Class<T> type, Object key) {
    T found = database.inTransaction(entities -> entities.find(type, key));
    assertThat(found).isNotNull();
    return found;
  }

  @Test
  void anEvent() {
    LoggedEvent event = find(LoggedEvent.class, 1L);

    assertThat(event.id()).isEqualTo("e1");
    assertThat(event.stream()).isEqualTo("account:7");
    assertThat(event.streamName()).isEqualTo("stream_account:7");
    assertThat(event.streamVersion()).hasValue(1);
    assertThat(event.type()).isEqualTo("opened");
    assertThat(event.room()).isEmpty();
    assertThat(event.data()).hasValue("{\"by\": \"Ada\"}");
    assertThat(event.metadata()).hasValue("{\"actor\": \"x\"}");
    assertThat(event.tx()).isEqualTo("4294967299");
    assertThat(event.last()).isTrue();
    assertThat(event.createdAt()).isEqualTo(NOON);
    assertThat(event.bytes()).isEqualTo(13);
  }

  @Test
  void aPendingEvent() {
    PendingEvent event =
        database.inTransaction(
            entities ->
                entities
                    .createQuery("SELECT e FROM PendingEvent e", PendingEvent.class)
                    .getSingleResult());

    assertThat(event.seq()).isPositive();
    assertThat(Long.parseLong(event.tx())).isPositive();
    assertThat(event.id()).isPresent();
    assertThat(event.stream()).isEqualTo("account:42");
    assertThat(event.streamVersion()).hasValue(1);
    assertThat(event.type()).isEqualTo("deposited");
    assertThat(event.room()).hasValue("bank");
    assertThat(event.data()).hasValue("{\"amount\": 10.50}");
    assertThat(event.metadata()).isEmpty();
    assertThat(event.notifies()).isTrue();
  }

  @Test
  void aStream() {
    EventStream stream = find(EventStream.class, "account:42");

    assertThat(stream.version()).isEqualTo(1);
    assertThat(stream.deletedAt()).isEmpty();
    assertThat(stream.metadata()).isEmpty();
    assertThat(stream.updatedAt()).isAfterOrEqualTo(stream.createdAt());
  }

  @Test
  void theSequencer() {
    Sequencer sequencer = find(Sequencer.class, true);

    assertThat(sequencer.leader()).hasValue("n1");
    assertThat(sequencer.since()).hasValue(NOON);
  }

  @Test
  void theFirstEpoch() {
    LogEpoch epoch = find(LogEpoch.class, 1);

    assertThat(epoch.fromVersion()).isEqualTo(1);
    assertThat(epoch.timeline()).isPositive();
    assertThat(epoch.systemIdentifier()).matches("\\d+");
    assertThat(epoch.reason()).isEqualTo("created");
  }

  @Test
  void theWatchesOfTheMigrations() {
    List<Watch> watches =
        database.inTransaction(
            entities ->
                entities
                    .createQuery("SELECT w FROM Watch w ORDER BY w.id", Watch.class)
                    .getResultList());

    Watch messages =
        watches.stream()
            .filter(watch -> watch.relation().equals("messages"))
            .findAny()
            .orElseThrow();
    assertThat(messages.channel()).isEqualTo("message_change");
    assertThat(messages.keyColumns()).containsExactly("id");
    assertThat(messages.captured()).contains("id", "channel_id", "content");
    assertThat(messages.operations()).isNotEmpty();
    assertThat(messages.streamPrefix()).startsWith("messages");
    assertThat(watches).extracting(Watch::channel).contains("booking_updated");
    assertThat(watches)
        .anyMatch(watch -> watch.whenChanged().equals(Optional.of(List.of("status"))));
  }

  @Test
  void aSubscriptionAndWhatItHasParked() {
    NamedSubscription mails = find(NamedSubscription.class, new SubscriptionKey("mails", 2));
    ParkedEvent parked = find(ParkedEvent.class, new ParkedEventKey("mails", 2, 9));

    assertThat(mails.checkpoint()).isEqualTo(17);
    assertThat(mails.filter()).isEqualTo("{}");
    assertThat(mails.leaseOwner()).hasValue("n1");
    assertThat(mails.leaseUntil()).isEmpty();
    assertThat(mails.pausedAt()).isEmpty();
    assertThat(parked.error()).isEqualTo("no such address");
    assertThat(parked.attempts()).isEqualTo(3);
    assertThat(parked.key().version()).isEqualTo(9);
  }

  @Test
  void nothingCanBeRemovedThroughAnEntity() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    entities -> {
                      entities.remove(entities.find(EventStream.class, "account:42"));
                      return null;
                    }))
        .hasStackTraceContaining("EventStream is read-only");
    assertThat(find(EventStream.class, "account:42").version()).isEqualTo(1);
  }
}
