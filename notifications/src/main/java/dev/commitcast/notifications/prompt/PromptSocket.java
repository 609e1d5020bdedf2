package dev.commitcast.notifications.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A socket for the PostgreSQL driver over a non-blocking channel.
 *
 * <p>A read that may take one millisecond, which is how the driver asks whether more is pending,
 * answers at once. A read inside {@link #beginWait()} and {@link #endWait()} ends early when
 * another thread calls {@link #wakeUp()}: with a time-out, as if the time had passed. A read
 * without time-out that gets nothing for the stall limit fails: the driver reads so inside a
 * message, and the rest of one never takes long.
 *
 * <p>One thread reads and writes; any thread may wake or close. Interrupting the reader closes the
 * connection.
 */
final class PromptSocket extends ChannelSocket {
  private final Selector readable;
  private final Selector writable;
  private final Duration stallLimit;
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile boolean waiting;
  private volatile int soTimeout;

  PromptSocket(Duration stallLimit) throws IOException {
    super(SocketChannel.open());
    this.stallLimit = stallLimit;
    try {
      channel.configureBlocking(false);
      this.readable = Selector.open();
      this.writable = Selector.open();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** From now on a wake-up ends the read. One that came before does so, too. */
  void beginWait() {
    waiting = true;
  }

  void endWait() {
    waiting = false;
  }

  /** Ends the wait that another thread is in, or else the next one. */
  void wakeUp() {
    woken.set(true);
    readable.wakeup();
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    connect(address, 0);
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
      throw new UnknownHostException(internet.getHostString());
    }
    try {
      if (!channel.connect(address)) {
        finishConnect(address, timeoutMillis);
      }
      channel.register(readable, SelectionKey.OP_READ);
    } catch (ClosedChannelException | ClosedSelectorException e) {
      throw closed(e);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void finishConnect(SocketAddress address, int timeoutMillis) throws IOException {
    SelectionKey key = channel.register(writable, SelectionKey.OP_CONNECT);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (!channel.finishConnect()) {
      long left = deadline - System.nanoTime();
      if (timeoutMillis > 0 && left <= 0) {
        throw new SocketTimeoutException(
            "No answer from " + address + " within " + timeoutMillis + " ms.");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ConnectException("Interrupted while connecting to " + address + ".");
      }
      select(writable, timeoutMillis > 0 ? left : TimeUnit.SECONDS.toNanos(1));
    }
    key.interestOps(0);
  }

  int read(ByteBuffer target) throws IOException {
    int timeout = soTimeout;
    long patience = timeout == 0 ? stallLimit.toNanos() : TimeUnit.MILLISECONDS.toNanos(timeout);
    long deadline = System.nanoTime() + patience;
    try {
      while (true) {
        int count = channel.read(target);
        if (count != 0) {
          return count;
        }
        if (timeout == 1) {
          throw new SocketTimeoutException("Nothing is pending.");
        }
        if (waiting && timeout > 1 && woken.compareAndSet(true, false)) {
          throw new SocketTimeoutException("Woken.");
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw timeout == 0 ? stalled() : new SocketTimeoutException("Nothing came.");
        }
        select(readable, left);
      }
    } catch (ClosedChannelException | ClosedSelectorException e) {
      throw closed(e);
    }
  }

  void write(ByteBuffer source) throws IOException {
    long deadline = System.nanoTime() + stallLimit.toNanos();
    try {
      while (source.hasRemaining()) {
        if (channel.write(source) > 0) {
          deadline = System.nanoTime() + stallLimit.toNanos();
          continue;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw stalled();
        }
        SelectionKey key = channel.register(writable, SelectionKey.OP_WRITE);
        select(writable, left);
        key.interestOps(0);
      }
    } catch (ClosedChannelException | ClosedSelectorException | CancelledKeyException e) {
      throw closed(e);
    }
  }

  private static void select(Selector selector, long nanos) throws IOException {
    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999)));
    selector.selectedKeys().clear();
  }

  /** Not a SocketTimeoutException: the driver takes that for an answer where it set no limit. */
  private IOException stalled() {
    return new IOException(
        "The connection stalled in the middle of a message for " + stallLimit.toSeconds() + " s.");
  }

  /** The streams are those of the channel; whoever closes one closes the socket. */
  @Override
  public InputStream getInputStream() {
    return new PromptInput(this);
  }

  @Override
  public OutputStream getOutputStream() {
    return new PromptOutput(this);
  }

  @Override
  public void close() throws IOException {
    try (Selector first = readable;
        Selector second = writable) {
      // the selectors after the channel: that is what wakes a thread inside one
      channel.close();
    }
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    if (millis < 0) {
      throw new IllegalArgumentException("A time-out is 0 ms or more, not " + millis + ".");
    }
    if (isClosed()) {
      throw new SocketException("The socket is closed.");
    }
    soTimeout = millis;
  }

  @Override
  public int getSoTimeout() {
    return soTimeout;
  }

  @Override
  public String toString() {
    return "PromptSocket[" + getRemoteSocketAddress() + "]";
  }
}
