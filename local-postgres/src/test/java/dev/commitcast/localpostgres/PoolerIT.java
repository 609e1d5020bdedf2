package dev.commitcast.localpostgres;

import static dev.commitcast.localpostgres.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolerIT {

  @ParameterizedTest
  @EnumSource(Pooler.Mode.class)
  void givesEachTransactionASessionOfTheServerAndKeepsItAsTheModeSays(Pooler.Mode mode)
      throws Exception {
    Optional<String> hindrance = Pooler.hindrance();
    Assumptions.assumeTrue(hindrance.isEmpty(), () -> hindrance.orElseThrow());
    String pid = "SELECT pg_backend_pid()";
    try (LocalPostgres server = LocalPostgres.startTemporary();
        Pooler pooler = Pooler.inFrontOf(server, mode);
        Connection one = pooler.database().connect();
        Connection other = pooler.database().connect()) {
      one.setAutoCommit(false);
      String first = ask(one, pid);
      one.commit();

      // the pooler gives the freed session to whoever comes next
      assertThat(ask(other, pid).equals(first)).isEqualTo(mode == Pooler.Mode.TRANSACTION);
      assertThat(pooler.log()).contains("login");
    }
  }
}
