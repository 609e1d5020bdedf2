package dev.commitcast.notifications.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PromptSocketTest {
  private static final int ROUNDS = 2_000;

  private ServerSocket server;
  private PromptSocket socket;
  private Socket peer;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    socket = new PromptSocket(Duration.ofMillis(300));
    socket.connect(server.getLocalSocketAddress(), 1_000);
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    server.close();
  }

  @Test
  void answersTheOneMillisecondProbeAtOnce() throws IOException {
    socket.setSoTimeout(1);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 30; round++) {
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
      best = Math.min(best, System.nanoTime() - began);
    }
    // the waits themselves would be 20 ms in each round
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(15));
  }

  @Test
  void readsWhatCameBeforeTheWait() throws IOException {
    peer.getOutputStream().write(7);
    socket.setSoTimeout(5_000);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void readsWhatComesDuringTheWait() throws IOException {
    socket.setSoTimeout(5_000);
    later(50, () -> peer.getOutputStream().write(8));
    assertThat(socket.getInputStream().read()).isEqualTo(8);
  }

  @Test
  void timesOutWhenNothingComes() throws IOException {
    socket.setSoTimeout(60);
    long began = System.nanoTime();
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(55), Duration.ofSeconds(20));
  }

  @Test
  void aWakeUpEndsTheWait() throws IOException {
    socket.setSoTimeout(20_000);
    socket.beginWait();
    later(50, socket::wakeUp);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("Woken.");
  }

  @Test
  void aWakeUpBeforeTheWaitEndsItToo() throws IOException {
    socket.setSoTimeout(20_000);
    socket.wakeUp();
    socket.beginWait();
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aWakeUpNeverEndsTheAnswerToAStatement() throws IOException {
    socket.setSoTimeout(20_000);
    socket.wakeUp();
    later(50, () -> peer.getOutputStream().write(9));
    assertThat(socket.getInputStream().read()).isEqualTo(9);
  }

  @Test
  void dataGoBeforeAWakeUp() throws IOException {
    peer.getOutputStream().write(5);
    socket.setSoTimeout(20_000);
    socket.beginWait();
    socket.wakeUp();
    awaitArrival();
    assertThat(socket.getInputStream().read()).isEqualTo(5);
  }

  /** The bytes of a loopback peer need a moment; a probe tells without taking them. */
  private void awaitArrival() throws IOException {
    peer.getOutputStream().flush();
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void closingFromAnotherThreadEndsTheWaitWithAnException() throws IOException {
    socket.setSoTimeout(20_000);
    later(50, socket::close);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aStallWithoutTimeOutIsAnErrorAndNoTimeOut() {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("stalled");
  }

  @Test
  void theEndOfTheStreamIsTheEnd() throws IOException {
    peer.close();
    socket.setSoTimeout(5_000);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void carriesMegabytesBothWaysInSmallParts() throws Exception {
    byte[] sent = new byte[4 << 20];
    new Random(1).nextBytes(sent);
    CompletableFuture<Void> echo =
        CompletableFuture.runAsync(
            () -> {
              try {
                InputStream in = peer.getInputStream();
                OutputStream out = peer.getOutputStream();
                byte[] part = new byte[1_777];
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                  out.write(part, 0, n);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    socket.setSoTimeout(5_000);
    byte[] received = new byte[sent.length];
    int got = 0;
    for (int put = 0; put < sent.length; put += 65_536) {
      socket.getOutputStream().write(sent, put, 65_536);
      while (got < put + 65_536) {
        got += socket.getInputStream().read(received, got, Math.min(333, received.length - got));
      }
    }
    assertThat(received).isEqualTo(sent);
    socket.shutdownOutput();
    echo.get(5, TimeUnit.SECONDS);
  }

  @Test
  void noWakeUpIsLostInARace() throws Exception {
    socket.setSoTimeout(10_000);
    for (int i = 0; i < ROUNDS; i++) {
      CompletableFuture<Void> waker = CompletableFuture.runAsync(socket::wakeUp);
      socket.beginWait();
      assertThatThrownBy(() -> socket.getInputStream().read()).hasMessage("Woken.");
      socket.endWait();
      waker.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void refusesToConnectWhereNobodyListens() throws IOException {
    int free;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = gone.getLocalPort();
    }
    try (PromptSocket other = new PromptSocket(Duration.ofSeconds(1))) {
      assertThatThrownBy(
              () ->
                  other.connect(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), free), 1_000))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void connectsToNoUnresolvedName() throws IOException {
    try (PromptSocket other = new PromptSocket(Duration.ofSeconds(1))) {
      assertThatThrownBy(
              () -> other.connect(InetSocketAddress.createUnresolved("no.such.host", 1), 100))
          .isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void keepAliveUsesShortIntervals() throws IOException {
    socket.setKeepAlive(true);
    assertThat(socket.getKeepAlive()).isTrue();
  }

  private static void later(int millis, Action action) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                action.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private interface Action {
    void run() throws IOException;
  }
}
