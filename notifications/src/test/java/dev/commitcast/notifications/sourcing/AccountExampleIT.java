package dev.commitcast.notifications.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.event.EventData;
import dev.commitcast.domain.event.ExpectedVersion;
import dev.commitcast.domain.event.StreamId;
import dev.commitcast.notifications.projection.Projections;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningListener;
import dev.commitcast.notifications.testing.RunningSequencer;
import dev.commitcast.notifications.testing.RunningStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Event sourcing from end to end, to be read: {@link Account} says what an account is, {@link
 * Balances} makes tables of all accounts, and the methods here are what one does with them.
 */
@Timeout(180)
class AccountExampleIT {
  private static final StreamId ANNA = new StreamId("account:anna");
  private static final Duration SOON = Duration.ofSeconds(40);

  private static LogDatabase database;
  private final Balances.Inline inline = new Balances.Inline();
  private final Balances.Async async = new Balances.Async();
  private RunningStore store;
  private RunningSequencer sequencer;
  private RunningListener listener;
  private Aggregates aggregates;
  private Projections projections;

  @BeforeAll
  static void creates() throws SQLException {
    database = LogDatabase.fresh();
    database.run("CREATE TABLE public.balances (account text PRIMARY KEY, cents bigint)");
    database.run("CREATE TABLE public.late_balances (account text PRIMARY KEY, cents bigint)");
  }

  @BeforeEach
  void starts() throws SQLException {
    database.empty();
    database.run("TRUNCATE public.balances, public.late_balances");
    store = new RunningStore(database, inline);
    sequencer = RunningSequencer.on(database);
    aggregates = store.aggregates();
    projections = store.projections();
    listener = RunningListener.on(database, batch -> projections.eventsArrived());
    projections.start(async);
    // it is known once it has begun, on a thread of its own
    await().until(() -> projections.status("late balances").isPresent());
  }

  @AfterEach
  void stops() {
    store.close();
    listener.close();
    sequencer.close();
  }

  @Test
  void depositsWithdrawsAndRefusesAnOverdraft() {
    aggregates.execute(Account.AGGREGATE, ANNA, Account.deposit(10_000));
    Executed<Account> done = aggregates.execute(Account.AGGREGATE, ANNA, Account.withdraw(3_000));

    assertThat(done.state().cents()).isEqualTo(7_000);
    assertThat(done.version()).isEqualTo(2);
    assertThatThrownBy(() -> aggregates.execute(Account.AGGREGATE, ANNA, Account.withdraw(7_001)))
        .isInstanceOf(Account.Overdrawn.class);
    assertThat(aggregates.load(Account.AGGREGATE, ANNA))
        .isEqualTo(new Loaded<>(ANNA, new Account(7_000, 2), 2));
  }

  @Test
  void theBalanceIsThereWithTheAppendAndALittleLaterBehindTheLog() throws Exception {
    Executed<Account> done = aggregates.execute(Account.AGGREGATE, ANNA, Account.deposit(10_000));

    assertThat(cents("balances", ANNA)).isEqualTo(10_000);
    projections.waitFor("late balances", done.appended(), SOON);
    assertThat(cents("late_balances", ANNA)).isEqualTo(10_000);
  }

  @Test
  void anEventOfTheOldFormCountsEverywhere() throws Exception {
    // in euros, as they were written before
    var old = EventData.of("deposited", "{\"amount\": 12.34}");
    var appended = store.events().append(ANNA, ExpectedVersion.any(), List.of(old));

    assertThat(aggregates.load(Account.AGGREGATE, ANNA).state().cents()).isEqualTo(1_234);
    assertThat(cents("balances", ANNA)).isEqualTo(1_234);
    projections.waitFor("late balances", appended, SOON);
    assertThat(cents("late_balances", ANNA)).isEqualTo(1_234);
    assertThat(store.events().readStream(ANNA).toList().get(0).data())
        .isEqualTo("{\"amount\": 12.34}");
  }

  @Test
  void aLongHistoryIsFoldedOnceAndThenFromItsSnapshot() throws SQLException {
    for (int i = 0; i < 12; i++) {
      aggregates.execute(Account.AGGREGATE, ANNA, Account.deposit(100));
    }
    Loaded<Account> loaded = aggregates.load(Account.AGGREGATE, ANNA);

    assertThat(loaded).isEqualTo(new Loaded<>(ANNA, new Account(1_200, 12), 12));
    assertThat(database.rows("SELECT stream_version, state FROM commitcast.snapshots"))
        .containsExactly(List.of("10", "1000 10"));
  }

  @Test
  void tablesThatWereSpoiltAreBuiltAnew() throws Exception {
    StreamId ben = new StreamId("account:ben");
    aggregates.execute(Account.AGGREGATE, ANNA, Account.deposit(500));
    var last = aggregates.execute(Account.AGGREGATE, ben, Account.deposit(700));
    projections.waitFor("late balances", last.appended(), SOON);
    database.run("UPDATE public.balances SET cents = -1");
    database.run("DELETE FROM public.late_balances");

    assertThat(store.inlineRebuild().all(inline)).isEqualTo(2);
    projections.rebuild(async);

    for (String table : List.of("balances", "late_balances")) {
      assertThat(cents(table, ANNA)).isEqualTo(500);
      assertThat(cents(table, ben)).isEqualTo(700);
    }
    assertThat(projections.status("late balances").orElseThrow().rebuiltAt()).isPresent();
  }

  private long cents(String table, StreamId account) throws SQLException {
    return database.number(
        "SELECT coalesce(sum(cents), 0) FROM public."
            + table
            + " WHERE account = '"
            + account
            + "'");
  }
}
