package dev.commitcast.server.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.log.LogEpoch;
import dev.commitcast.domain.log.LoggedEvent;
import dev.commitcast.domain.log.NamedSubscription;
import dev.commitcast.domain.log.Sequencer;
import dev.commitcast.domain.log.SubscriptionKey;
import dev.commitcast.domain.log.Watch;
import dev.commitcast.notifications.change.ChangeEvent;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.notifications.listener.ListenerSettings;
import dev.commitcast.notifications.listener.ListenerState;
import dev.commitcast.notifications.listener.ListenerStateChanged;
import dev.commitcast.notifications.listener.ListenerStatus;
import dev.commitcast.notifications.listener.ResilientConnector;
import dev.commitcast.notifications.usecase.ConfigurationReload;
import dev.commitcast.notifications.usecase.DistributedLocks;
import dev.commitcast.notifications.usecase.HeldLock;
import dev.commitcast.notifications.usecase.LiveUpdates;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.migration.SchemaMigrator;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The listener among the container's other parts: migrator, CDI observers, Fault Tolerance. */
@ExtendWith({BeforeTheContainer.class, ArquillianExtension.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(240)
class ListenerInContainerIT {
  private static final String DEPLOYMENT = "in-container";
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @EJB private SchemaMigrator migrator;
  @Inject private ListenerSettings settings;
  @Inject private ListenerStatus status;
  @Inject private ResilientConnector connector;
  @Inject private DedicatedConnections connections;
  @Inject private Witness witness;
  @Inject private ChangeWitness changes;

  @Inject
  @RegistryScope(scope = MetricRegistry.BASE_SCOPE)
  private MetricRegistry faultTolerance;

  @Inject private MetricRegistry metrics;

  @Inject private Rows rows;
  @Inject private PostgresListener channels;
  @Inject private DistributedLocks locks;
  @Inject private ConfigurationReload reload;
  @Inject private LiveUpdates updates;
  @Inject private UserTransaction transaction;

  @Deployment(name = DEPLOYMENT, managed = false)
  static WebArchive application() {
    return TestApplication.archive(
        ListenerInContainerIT.class,
        BeforeTheContainer.class,
        Witness.class,
        ChangeWitness.class,
        Rows.class,
        Outage.class);
  }

  @Test
  @Order(1)
  @RunAsClient
  void isDeployed(@ArquillianResource Deployer deployer) {
    deployer.deploy(DEPLOYMENT);
  }

  @Test
  @Order(2)
  void migratesBeforeItListens() throws SQLException {
    awaitListening();

    assertThat(migrator.result()).isPresent();
    ListenerStateChanged first = witness.changes().get(0);
    assertThat(first.before()).isEqualTo(ListenerState.STOPPED);
    assertThat(first.at()).isAfter(lastMigration());
  }

  @Test
  @Order(3)
  void aCommittedRowReachesAnObserverThoughAnotherThrows() throws SQLException {
    awaitListening();
    long failures = counted(metrics, "commitcast_observer_failures", "");

    run("INSERT INTO merchants (id, name) VALUES ('7', 'Seven')");
    run(
        "INSERT INTO bookings (id, merchant_id, customer_name, service, starts_at, ends_at)"
            + " VALUES ('01JD000000000000000000BK77', '7', 'Ada', 'Tea', now(), now() + '1 h')");

    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () ->
                assertThat(witness.events())
                    .filteredOn(event -> event.type().equals("booking_created"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.room()).isEqualTo("merchant:7")));
    assertThat(counted(metrics, "commitcast_observer_failures", "")).isGreaterThan(failures);
  }

  @Test
  @Order(4)
  void anObserverOfAChangeGetsItThoughAnotherThrowsAndAnotherIsSlow() {
    await().atMost(DEADLINE).until(() -> changes.created().size() == 1);

    ChangeEvent event = changes.created().get(0);
    assertThat(event.operation()).hasValue("INSERT");
    assertThat(event.record().orElseThrow().getString("customer_name")).isEqualTo("Ada");
    assertThat(event.room()).hasValue("merchant:7");
    assertThat(event.cursor().version()).isEqualTo(event.version());
    // the observers that fail may have their turn behind this one
    await()
        .atMost(DEADLINE)
        .until(() -> counted(metrics, "commitcast_subscription_handler_failures", "") > 0);
  }

  @Test
  @Order(5)
  void anObserverOfAPersistentSubscriptionHasItsEffectOnceInTheServersTransaction()
      throws SQLException {
    awaitListening();

    run("SELECT commitcast.append('invoice:1', 'invoiced', '{\"total\": 12.50}')");

    // other threads know no names, and so no entities
    await()
        .pollInSameThread()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(rows.find(Merchant.class, billOfSecondTry())).isNotNull());
    assertThat(rows.all(Merchant.class))
        .filteredOn(merchant -> merchant.name().equals("bill"))
        .hasSize(1);
    await().atMost(DEADLINE).until(() -> changes.reminded().size() == 1);
    assertThat(changes.reminded().get(0).record().orElseThrow().get("total")).hasToString("12.50");
    assertThat(changes.reminded().get(0).operation()).isEmpty();
    await().atMost(DEADLINE).until(() -> changes.appended().size() == 1);
    assertThat(rows.find(NamedSubscription.class, new SubscriptionKey("bills", 1)).leaseOwner())
        .isPresent();
  }

  private String billOfSecondTry() {
    return "bill1-" + changes.reminded().stream().mapToLong(ChangeEvent::version).max().orElse(0);
  }

  @Test
  @Order(6)
  void entitiesOfBothSchemasAreFoundThroughThePool() {
    assertThat(rows.find(Merchant.class, "7").name()).isEqualTo("Seven");
    assertThat(rows.find(LogEpoch.class, 1)).isNotNull();
    assertThat(rows.find(Sequencer.class, true).leader()).isPresent();
    assertThat(rows.find(LoggedEvent.class, 1L).tx()).matches("\\d+");
    assertThat(rows.all(Watch.class))
        .isNotEmpty()
        .allSatisfy(watch -> assertThat(watch.captured()).isNotEmpty());
  }

  @Test
  @Order(7)
  void aProfileChangesSettings() {
    // the server runs with the profile "test"; without one it would be 10
    assertThat(settings.maxReconnectAttempts()).isEqualTo(5);
  }

  @Test
  @Order(7)
  void aProgramHearsItsOwnChannelsAndItsTransactionsNotify() throws Exception {
    awaitListening();
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Registration registration =
        channels.listen("own", notification -> heard.add(notification.payload()))) {
      transaction.begin();
      channels.notify("own", "taken back");
      transaction.rollback();
      transaction.begin();
      channels.notify("own", "committed");
      channels.notify("own", "too");
      transaction.commit();
      await().atMost(DEADLINE).until(() -> heard.size() == 2);
      assertThat(heard).containsExactly("committed", "too");
      assertThat(registration.failures()).isZero();
    }
    assertThat(counted(metrics, "commitcast_channel_notifications", "")).isGreaterThanOrEqualTo(2);
    try (HeldLock lock = locks.tryLock("in the container").orElseThrow()) {
      assertThat(lock.isHeld()).isTrue();
    }
    reload.fireOn("settings").close();
    updates.fireOn("updates").close();
  }

  @Test
  @Order(8)
  void retriesOpensItsCircuitBreakerAndRecovers() throws Exception {
    awaitListening();
    long retries = counted(faultTolerance, "ft.retry.retries.total", "open");
    long opened = counted(faultTolerance, "ft.circuitbreaker.opened.total", "open");

    try (Outage outage = new Outage(connections)) {
      assertThatThrownBy(() -> connector.open()).isInstanceOf(SQLException.class);
      assertThat(counted(faultTolerance, "ft.retry.retries.total", "open"))
          .isGreaterThanOrEqualTo(retries + 2);

      await()
          .atMost(DEADLINE)
          .pollInterval(Duration.ofMillis(1))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> connector.open())
                      .isInstanceOf(CircuitBreakerOpenException.class));
      assertThat(counted(faultTolerance, "ft.circuitbreaker.opened.total", "open"))
          .isGreaterThan(opened);
      await().atMost(DEADLINE).until(() -> !status.state().isReady());
    }

    awaitListening();
    run(
        "INSERT INTO bookings (id, merchant_id, customer_name, service, starts_at, ends_at)"
            + " VALUES ('01JD000000000000000000BK78', '7', 'Ada', 'Tea', now(), now() + '1 h')");
    await()
        .atMost(DEADLINE)
        .until(() -> witness.events().stream().anyMatch(each -> each.stream().endsWith("BK78")));
  }

  @Test
  @Order(9)
  @RunAsClient
  void leavesQuicklyWhenItIsUndeployed(@ArquillianResource Deployer deployer) {
    long begin = System.nanoTime();

    deployer.undeploy(DEPLOYMENT);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  private void awaitListening() {
    await().atMost(DEADLINE).until(() -> status.state() == ListenerState.LISTENING);
  }

  private Instant lastMigration() throws SQLException {
    try (Connection connection = connections.open("test", Map.of());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT max(installed_on)::timestamptz FROM commitcast.flyway_schema_history")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connections.open("test", Map.of());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The sum over all tags that name this method. */
  private static long counted(MetricRegistry registry, String name, String method) {
    return registry.getCounters((id, metric) -> id.getName().equals(name)).entrySet().stream()
        .filter(each -> each.getKey().getTags().getOrDefault("method", "").endsWith(method))
        .map(Map.Entry::getValue)
        .mapToLong(Counter::getCount)
        .sum();
  }
}
