package dev.commitcast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final HostPort NAME = new HostPort("db.internal", 5432);
  private static final HostPort SIX = new HostPort("fd00::1", 5432);

  @AfterEach
  void forget() {
    Routes.forget(List.of(NAME, SIX));
  }

  @Test
  void withoutAWayTheStraightOneIsTakenAndTheDriverMakesItsSocketsItself() throws IOException {
    InetSocketAddress address = InetSocketAddress.createUnresolved("db.internal", 5432);
    PoolSource pool = new PoolSource();

    assertThat(Routes.to(address)).isSameAs(address);
    assertThat(Routes.laid()).isFalse();
    assertThat(pool.getSocketFactory()).isNull();
  }

  @Test
  void aWayIsTakenByNameAlsoWhereTheNameMeansNothingHere() throws IOException {
    Routes.open(Map.of(NAME, 40_001, SIX, 40_002));

    assertThat(Routes.to(InetSocketAddress.createUnresolved("DB.internal", 5432)))
        .isEqualTo(new InetSocketAddress("127.0.0.1", 40_001));
    assertThat(Routes.to(InetSocketAddress.createUnresolved("[fd00::1]", 5432)))
        .isEqualTo(new InetSocketAddress("127.0.0.1", 40_002));
    InetSocketAddress other = InetSocketAddress.createUnresolved("db.internal", 5433);
    assertThat(Routes.to(other)).isSameAs(other);
  }

  @Test
  void aClosedWayFailsAtOnceInsteadOfTakingTheStraightOne() {
    Routes.close(List.of(NAME));

    assertThatThrownBy(() -> Routes.to(InetSocketAddress.createUnresolved("db.internal", 5432)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("SSH tunnel");
  }

  @Test
  void thePoolLooksForThePrimaryAmongSeveralHostsOnly() {
    PoolSource pool = new PoolSource();
    pool.setPortNumber(6000);
    pool.setServerName("db1,db2:5433");

    assertThat(pool.getUrl())
        .contains("db1:6000,db2:5433")
        .contains("targetServerType=primary")
        .contains("hostRecheckSeconds=0");
    PoolSource alone = new PoolSource();
    alone.setServerName("db1");
    assertThat(alone.getUrl()).contains("db1:5432").doesNotContain("targetServerType");
  }
}
