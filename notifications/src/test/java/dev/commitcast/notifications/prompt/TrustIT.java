package dev.commitcast.notifications.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.commitcast.localpostgres.Certificates;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.notifications.testing.TlsServer;
import dev.commitcast.persistence.error.DatabaseError;
import dev.commitcast.persistence.error.DatabaseErrors;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom we believe. What waiting cannot mend is refused with a sentence. */
@Timeout(180)
class TrustIT {
  private static final String MODE = "commitcast.database.ssl-mode";
  private static final String ROOT = "commitcast.database.ssl-root-cert";

  @TempDir private static Path folder;
  private static TlsServer server;
  private static Certificates.Identity client;

  @BeforeAll
  static void start() throws SQLException {
    server =
        new TlsServer(
            folder.resolve("ours"),
            "hostssl all certified all cert",
            "hostssl all twofold all scram-sha-256 clientcert=verify-ca");
    client = server.authority().issue("certified", "");
    try (Connection superuser = server.postgres().superuserConnection();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "CREATE ROLE certified LOGIN; CREATE ROLE twofold LOGIN PASSWORD 'twofold'");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aPlainConnectionIsRefused() {
    assertThat(refusal(Map.of(MODE, "disable")))
        .contains("refuses this user from here", MODE, "no encryption");
  }

  @Test
  void anotherAuthorityIsRefused() {
    Certificates others = Certificates.in(folder.resolve("others"));

    assertThat(refusal(Map.of(ROOT, others.certificate().toString())))
        .contains("a certificate that is not trusted", ROOT);
  }

  @Test
  void anotherHostsNameIsRefused() throws SQLException {
    assertThat(refusal(Map.of("POSTGRES_HOST", "localhost"))).contains("is another host's");
    // which only verify-full looks at
    open(Map.of("POSTGRES_HOST", "localhost", MODE, "verify-ca")).close();
  }

  @Test
  void aServerWithoutEncryptionIsRefusedWhereItIsDemanded() {
    try (LocalPostgres plain = LocalPostgres.startTemporary()) {
      for (String mode : List.of("require", "verify-full")) {
        assertThat(refusal(Map.of("POSTGRES_PORT", Integer.toString(plain.port()), MODE, mode)))
            .contains("does not offer such a connection", MODE);
      }
    }
  }

  @Test
  void logsInByACertificateWithOrWithoutAPassword() throws SQLException {
    for (String user : List.of("certified", "twofold")) {
      Map<String, String> settings = new HashMap<>();
      settings.put("POSTGRES_USER", user);
      settings.put("POSTGRES_PASSWORD", user);
      assertThat(refusal(settings)).as("without a certificate").contains("certificate");

      settings.put("commitcast.database.ssl-cert", client.certificate().toString());
      settings.put("commitcast.database.ssl-key", client.key().toString());
      try (PromptConnection connection = open(settings);
          ResultSet row =
              connection
                  .connection()
                  .createStatement()
                  .executeQuery(
                      "SELECT current_user, client_dn FROM pg_stat_ssl"
                          + " WHERE pid = pg_backend_pid()")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo(user);
        assertThat(row.getString(2)).isEqualTo("/CN=certified");
      }
    }
  }

  private static String refusal(Map<String, String> changes) {
    Throwable failure = catchThrowable(() -> open(changes).close());
    assertThat(failure).isNotNull();
    assertThat(DatabaseErrors.of(failure).orElseThrow().kind())
        .as("not worth waiting: " + failure)
        .isEqualTo(DatabaseError.Kind.BROKEN);
    return DatabaseErrors.explain(failure);
  }

  private static PromptConnection open(Map<String, String> changes) throws SQLException {
    return PromptConnection.open(
        server.connections(changes),
        "test",
        SessionSettings.mortal(Map.of(), Duration.ofSeconds(5), Duration.ofSeconds(20)));
  }
}
