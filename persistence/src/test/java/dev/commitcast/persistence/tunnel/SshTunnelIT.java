package dev.commitcast.persistence.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.commitcast.driver.Routes;
import dev.commitcast.localpostgres.PostgresFixture;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** A real SSH server, and a database that has its name only behind it. */
@Timeout(120)
class SshTunnelIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, String> settings = new HashMap<>();
  private SshGate gate;

  @BeforeEach
  void openTheGate() throws IOException, GeneralSecurityException {
    gate = new SshGate(folder.resolve("gate"));
    var database = PostgresFixture.freshDatabase();
    settings.put("POSTGRES_HOST", SshGate.HIDDEN);
    settings.put("POSTGRES_PORT", Integer.toString(database.port()));
    settings.put("POSTGRES_DB", database.database());
    settings.put("POSTGRES_USER", database.user());
    settings.put("POSTGRES_PASSWORD", database.password());
    settings.put("SSH_HOST", "127.0.0.1");
    settings.put("SSH_PORT", Integer.toString(gate.port()));
    settings.put("SSH_USER", "ada");
    settings.put("SSH_KEY_PATH", gate.openSshKey("id", SshGate.pair("EC", 256), null).toString());
    settings.put("commitcast.ssh.known-hosts", gate.knownHosts("127.0.0.1").toString());
    settings.put("commitcast.ssh.retry-delay", "50ms");
    settings.put("commitcast.ssh.max-retries", "1");
  }

  @AfterEach
  void closeTheGate() throws IOException {
    gate.close();
    Routes.forget(database().hosts().all());
  }

  private Settings all() {
    return Settings.from(key -> Optional.ofNullable(settings.get(key)));
  }

  private DatabaseSettings database() {
    return DatabaseSettings.from(all());
  }

  private Tunnel open() {
    return Tunnel.open(
        all(),
        database().hosts(),
        new Journal(Clock.systemUTC(), Level.DEBUG, new PrintStream(log, true)));
  }

  private Connection connect() throws SQLException {
    return new DedicatedConnections(database()).open("test", Map.of());
  }

  private static int one(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1")) {
      row.next();
      return row.getInt(1);
    }
  }

  private TunnelException refusal() {
    try (Tunnel tunnel = open()) {
      throw new AssertionError("The tunnel is " + tunnel.state() + ".");
    } catch (TunnelException e) {
      return e;
    }
  }

  private void assertWorks() throws SQLException {
    try (Tunnel tunnel = open();
        Connection connection = connect()) {
      assertThat(tunnel.state()).isEqualTo(TunnelState.OPEN);
      assertThat(one(connection)).isEqualTo(1);
    }
  }

  @Test
  void theHiddenDatabaseIsReachedThroughTheTunnelAlone() throws Exception {
    assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
    assertWorks();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("tunnel_opened", "tunnel_closed");
    assertThat(Routes.laid()).isFalse();
  }

  @Test
  void keysOfEveryUsualKindOpen() throws Exception {
    KeyPair ed25519 = SshGate.pair("Ed25519", 256);
    settings.put("SSH_KEY_PATH", gate.openSshKey("ed", ed25519, null).toString());
    assertWorks();

    settings.put("commitcast.ssh.key-passphrase", "open sesame");
    settings.put(
        "SSH_KEY_PATH", gate.openSshKey("ec", SshGate.pair("EC", 384), "open sesame").toString());
    assertWorks();
    settings.remove("commitcast.ssh.key-passphrase");

    KeyPair rsa = SshGate.pair("RSA", 2048);
    gate.admit(rsa);
    settings.put("SSH_KEY_PATH", pem(rsa).toString());
    assertWorks();
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("open sesame");
  }

  private Path pem(KeyPair pair) throws IOException {
    return Files.writeString(
        gate.ownFile("rsa"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  @Test
  void aKeyFileThatIsMissingOpenToAllOrLockedIsRefusedWithTheRemedy() throws Exception {
    settings.put("SSH_KEY_PATH", folder.resolve("none").toString());
    assertThat(refusal().fault()).isEqualTo(TunnelFault.KEY_FILE_MISSING);

    Path locked = gate.openSshKey("locked", SshGate.pair("EC", 256), "secret words");
    settings.put("SSH_KEY_PATH", locked.toString());
    assertThat(refusal())
        .returns(TunnelFault.KEY_UNREADABLE, TunnelException::fault)
        .hasMessageContaining("commitcast.ssh.key-passphrase");
    settings.put("commitcast.ssh.key-passphrase", "wrong words");
    assertThat(refusal())
        .returns(TunnelFault.KEY_UNREADABLE, TunnelException::fault)
        .hasMessageNotContaining("wrong words");

    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(refusal())
        .returns(TunnelFault.KEY_OPEN_TO_OTHERS, TunnelException::fault)
        .hasMessageContaining("chmod 600 " + locked);
  }

  @Test
  void anUnknownAndAChangedHostAreRefusedWithTheirFingerprints() throws Exception {
    gate.changeHostKey();
    assertThat(refusal())
        .returns(TunnelFault.HOST_KEY_CHANGED, TunnelException::fault)
        .hasMessageContaining("SHA256:")
        .hasMessageContaining("[127.0.0.1]:" + gate.port() + " ecdsa-sha2-nistp256 ");

    settings.put("commitcast.ssh.known-hosts", folder.resolve("none").toString());
    assertThat(refusal())
        .returns(TunnelFault.HOST_KEY_UNKNOWN, TunnelException::fault)
        .hasMessageContaining("SHA256:");
    gate.knownHosts("other");
    settings.put(
        "commitcast.ssh.known-hosts", folder.resolve("gate").resolve("known_hosts").toString());
    assertThat(refusal().fault()).isEqualTo(TunnelFault.HOST_KEY_UNKNOWN);

    settings.put("commitcast.ssh.host-key-check", "false");
    assertWorks();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("host-key-check is off");
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    settings.put(
        "SSH_KEY_PATH",
        new SshGate(folder.resolve("other"))
            .openSshKey("stranger", SshGate.pair("EC", 256), null)
            .toString());
    assertThat(refusal())
        .returns(TunnelFault.AUTHENTICATION_REFUSED, TunnelException::fault)
        .hasMessageContaining("SSH_USER");
  }

  @Test
  void aServerThatForbidsForwardingIsSeenAtTheStart() {
    gate.forbidForwarding();
    assertThat(refusal())
        .returns(TunnelFault.FORWARDING_REFUSED, TunnelException::fault)
        .hasMessageContaining("AllowTcpForwarding");
  }

  @Test
  void aDatabaseThatIsAwayIsNoFaultOfTheTunnel() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      settings.put("POSTGRES_PORT", Integer.toString(free.getLocalPort()));
    }
    try (Tunnel tunnel = open()) {
      assertThat(tunnel.state()).isEqualTo(TunnelState.OPEN);
      assertThatThrownBy(this::connect)
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .asString()
          .startsWith("08");
    }
  }

  @Test
  void nobodyThereASilentOneAndAnUnknownNameAreFaultsThatMayPass() throws IOException {
    gate.stop();
    assertThat(refusal())
        .returns(TunnelFault.CONNECTION_REFUSED, TunnelException::fault)
        .hasMessageContaining("SSH_PORT");
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("\"code\":\"CONNECTION_REFUSED\"")
        .contains("\"attempt\":1");

    settings.put("SSH_HOST", "gate.nowhere.invalid");
    assertThat(refusal().fault()).isEqualTo(TunnelFault.HOST_NOT_FOUND);

    settings.put("SSH_HOST", "127.0.0.1");
    settings.put("commitcast.ssh.connect-timeout", "500ms");
    try (ServerSocket silent = new ServerSocket(0)) {
      settings.put("SSH_PORT", Integer.toString(silent.getLocalPort()));
      assertThat(refusal().fault()).isEqualTo(TunnelFault.TIMEOUT);
    }
    assertThat(TunnelFault.TIMEOUT.mayPass()).isTrue();
    assertThat(TunnelFault.HOST_KEY_CHANGED.mayPass()).isFalse();
  }

  @Test
  void aTunnelThatIsLostFailsAtOnceAndComesBackByItself() throws Exception {
    try (Tunnel tunnel = open();
        Connection before = connect()) {
      gate.stop();
      await().atMost(SOON).until(() -> tunnel.state() == TunnelState.OPENING);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThatThrownBy(() -> one(before)).isInstanceOf(SQLException.class));
      assertThatThrownBy(this::connect).hasStackTraceContaining("SSH tunnel");

      gate.start();
      await().atMost(SOON).until(() -> tunnel.state() == TunnelState.OPEN);
      try (Connection after = connect()) {
        assertThat(one(after)).isEqualTo(1);
      }
      gate.cut();
      await()
          .atMost(SOON)
          .until(() -> log.toString(StandardCharsets.UTF_8).split("tunnel_reopened").length == 3);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("tunnel_lost");
  }

  @Test
  void aDeadConnectionIsNoticedByItsSilence() throws Exception {
    settings.put("commitcast.ssh.keep-alive", "2s");
    settings.put("commitcast.ssh.connect-timeout", "5s");
    try (FrozenRelay relay = new FrozenRelay(gate.port())) {
      settings.put("SSH_PORT", Integer.toString(relay.port()));
      settings.put("commitcast.ssh.host-key-check", "false");
      try (Tunnel tunnel = open()) {
        relay.freeze();
        await().atMost(SOON).until(() -> tunnel.state() == TunnelState.OPENING);
        relay.thaw();
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(
                () -> {
                  try (Connection after = connect()) {
                    return one(after) == 1;
                  }
                });
      }
    }
  }

  @Test
  void aConnectionThatIsNotReadKeepsNoOtherWaiting() throws Exception {
    try (Tunnel ignored = open();
        Connection stalled = connect();
        Connection other = connect()) {
      CopyOut answer =
          stalled
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut(
                  "COPY (SELECT repeat('x', 100000) FROM generate_series(1, 20000)) TO STDOUT");
      assertThat(answer.isActive()).isTrue();
      // its server waits for room in the channel, and not for anything else
      await()
          .atMost(SOON)
          .until(
              () ->
                  "ClientWrite"
                      .equals(
                          text(
                              other,
                              "SELECT max(wait_event) FROM pg_stat_activity"
                                  + " WHERE query LIKE 'COPY (%' AND pid <> pg_backend_pid()")));
      for (int i = 0; i < 50; i++) {
        long begin = System.nanoTime();
        assertThat(one(other)).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      }
      try (Connection another = connect()) {
        assertThat(one(another)).isEqualTo(1);
      }
      stalled.abort(Runnable::run);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
