package dev.commitcast.server.faults.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpProxyTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SILENCE_MILLIS = 300;

  private Echo server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new Echo("");
    proxy = TcpProxy.to("127.0.0.1", server.port(), 1);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void handsOnBothWaysAndTheEnd() throws IOException {
    try (Socket client = connect()) {
      assertThat(exchange(client, "hello")).isEqualTo("hello");
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    await().atMost(SOON).until(() -> proxy.connections() == 0);
  }

  @Test
  void delaysEachPieceAndKeepsTheOrder() throws IOException {
    try (Socket client = connect()) {
      proxy.delay(Duration.ofMillis(100), Duration.ofMillis(50), 0);
      long begun = System.nanoTime();
      for (String word : List.of("one ", "two ", "three")) {
        send(client, word);
      }
      assertThat(read(client, 13)).isEqualTo("one two three");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void letsNoMoreThroughThanTheLineIsWide() throws IOException {
    try (Socket client = connect()) {
      proxy.delay(Duration.ZERO, Duration.ZERO, 20_000);
      long begun = System.nanoTime();
      String much = "x".repeat(5_000);
      for (int i = 0; i < 3; i++) {
        assertThat(exchange(client, much)).isEqualTo(much);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(1_400));
    }
  }

  @Test
  void cutsOpenConnectionsWithAReset() throws IOException {
    try (Socket client = connect()) {
      exchange(client, "hello");
      proxy.cut();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThat(exchange(client, "again")).isEqualTo("again");
    }
  }

  @Test
  void refusesAndListensAgainOnTheSamePort() throws IOException {
    try (Socket client = connect()) {
      exchange(client, "hello");
      proxy.refuse();
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    proxy.pass();
    try (Socket client = connect()) {
      assertThat(exchange(client, "again")).isEqualTo("again");
    }
  }

  @Test
  void swallowsWhatGoesToTheServerAndDeliversItLater() throws IOException {
    try (Socket client = connect()) {
      exchange(client, "hello");
      proxy.silence(Set.of(Direction.TO_SERVER));
      send(client, "lost?");
      assertThatNothingComes(client);
      assertThat(server.heard()).containsExactly("hello");
      proxy.pass();
      assertThat(read(client, 5)).isEqualTo("lost?");
    }
  }

  @Test
  void swallowsAnswersAndTheirEnd() throws IOException {
    try (Socket client = connect()) {
      exchange(client, "hello");
      proxy.silence(Set.of(Direction.TO_CLIENT));
      send(client, "heard");
      await().atMost(SOON).until(() -> server.heard().contains("heard"));
      server.hangUp();
      assertThatNothingComes(client);
    }
  }

  @Test
  void cutsInTheMidstOfAMessage() throws IOException {
    try (Socket client = connect()) {
      exchange(client, "hello");
      proxy.cutAfter(Direction.TO_CLIENT, 3);
      send(client, "message");
      StringBuilder got = new StringBuilder();
      assertThatThrownBy(
              () -> {
                InputStream input = client.getInputStream();
                for (int c = input.read(); c >= 0; c = input.read()) {
                  got.append((char) c);
                }
              })
          .isInstanceOf(SocketException.class);
      assertThat(got.toString()).isIn("", "m", "me", "mes");
      await().atMost(SOON).until(() -> server.heard().contains("message"));
    }
  }

  @Test
  void sendsNewConnectionsToAnotherTarget() throws IOException {
    try (Socket before = connect();
        Echo other = new Echo("other:")) {
      exchange(before, "hello");
      proxy.target("127.0.0.1", other.port());
      try (Socket after = connect()) {
        send(after, "hello");
        assertThat(read(after, 11)).isEqualTo("other:hello");
      }
      assertThat(exchange(before, "still")).isEqualTo("still");
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
  }

  private static String exchange(Socket socket, String text) throws IOException {
    send(socket, text);
    return read(socket, text.length());
  }

  private static void assertThatNothingComes(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout((int) SOON.toMillis());
  }

  /** Says back what it hears, with something before it. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final String before;

    Echo(String before) throws IOException {
      this.before = before;
      Link.thread("echo", this::accept).start();
    }

    int port() {
      return listening.getLocalPort();
    }

    List<String> heard() {
      return heard;
    }

    void hangUp() throws IOException {
      for (Socket socket : open) {
        socket.close();
      }
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = listening.accept();
          open.add(socket);
          Link.thread("echo", () -> echo(socket)).start();
        }
      } catch (IOException expected) {
        // closed
      }
    }

    private void echo(Socket socket) {
      byte[] buffer = new byte[10_000];
      try (socket) {
        for (int n = socket.getInputStream().read(buffer);
            n > 0;
            n = socket.getInputStream().read(buffer)) {
          heard.add(new String(buffer, 0, n, StandardCharsets.US_ASCII));
          send(socket, before);
          socket.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException expected) {
        // the client went away
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
      hangUp();
    }
  }
}
