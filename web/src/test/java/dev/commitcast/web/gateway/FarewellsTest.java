package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FarewellsTest {
  private static final long STEP = Farewells.PATIENCE.toNanos() + 1;

  private final Farewells farewells = new Farewells();
  private Socket client;
  private Socket connection;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = new Socket(server.getInetAddress(), server.getLocalPort());
      connection = server.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    connection.close();
  }

  @Test
  void leavesAConnectionAloneForAWhile() {
    farewells.add(connection);
    farewells.look(System.nanoTime());
    assertThat(connection.isInputShutdown()).isFalse();
  }

  @Test
  void endsFirstWhatIsReadAndThenTheConnection() throws IOException {
    farewells.add(connection);
    long now = System.nanoTime() + STEP;
    farewells.look(now);
    assertThat(connection.getInputStream().read()).isEqualTo(-1);
    assertThat(connection.isClosed()).isFalse();

    farewells.look(now + STEP);
    assertThat(connection.isClosed()).isTrue();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void doesNotMindAConnectionThatHasEnded() throws IOException {
    farewells.add(connection);
    connection.close();
    farewells.look(System.nanoTime() + STEP);
    farewells.look(System.nanoTime() + 2 * STEP);
    assertThat(connection.isClosed()).isTrue();
  }
}
