package dev.commitcast.server.faults.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * One way of one connection: a thread that takes bytes, whatever the network is like, and one that
 * delivers them when it may. What waits is bounded; beyond that nothing more is taken, as by a full
 * window. Thread-safe.
 */
final class Lane {
  private static final int MOST_WAITING = 16 << 20;
  private static final int PIECE = 16 * 1024;

  private final Link link;
  private final TcpProxy proxy;
  private final Direction way;
  private final Socket source;
  private final Socket sink;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long bytesUntilCut = Long.MAX_VALUE;
  private boolean stopped;

  /** Some bytes and when they may be delivered; without bytes the end of the stream. */
  private record Piece(byte[] bytes, long due) {
    boolean isEnd() {
      return bytes.length == 0;
    }
  }

  Lane(Link link, TcpProxy proxy, Direction way, Socket source, Socket sink) {
    this.link = link;
    this.proxy = proxy;
    this.way = way;
    this.source = source;
    this.sink = sink;
  }

  void start() {
    Link.thread("proxy-takes-" + way, this::take).start();
    Link.thread("proxy-delivers-" + way, this::deliver).start();
  }

  synchronized void conductChanged() {
    notifyAll();
  }

  synchronized void cutAfter(long bytes) {
    bytesUntilCut = bytes;
    notifyAll();
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private void take() {
    try {
      InputStream input = source.getInputStream();
      byte[] buffer = new byte[PIECE];
      for (int count = input.read(buffer); count > 0; count = input.read(buffer)) {
        enqueue(Arrays.copyOf(buffer, count));
      }
      enqueue(new byte[0]);
    } catch (IOException e) {
      endAbruptly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A reset is passed on at once, unless the network is silent on this way. */
  private void endAbruptly() {
    try {
      awaitSound();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // without our lock: it takes that of the other lane, too
    link.reset();
  }

  private synchronized void awaitSound() throws InterruptedException {
    while (!stopped && proxy.conduct().silent().contains(way)) {
      wait();
    }
  }

  private synchronized void enqueue(byte[] bytes) throws InterruptedException {
    while (waitingBytes >= MOST_WAITING && !stopped) {
      wait();
    }
    Conduct now = proxy.conduct();
    long due = System.nanoTime() + now.latency().toNanos() + proxy.jitterNanos(now);
    waiting.add(new Piece(bytes, due));
    waitingBytes += bytes.length;
    notifyAll();
  }

  private void deliver() {
    try {
      OutputStream output = sink.getOutputStream();
      for (Piece piece = next(); piece != null; piece = next()) {
        if (piece.isEnd()) {
          sink.shutdownOutput();
          link.finished();
          return;
        }
        travel(piece.bytes().length);
        int allowed = allowed(piece.bytes().length);
        output.write(piece.bytes(), 0, allowed);
        output.flush();
        if (allowed < piece.bytes().length) {
          link.reset();
          return;
        }
      }
    } catch (IOException e) {
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a piece that may be delivered now; null when the connection is gone. */
  private synchronized Piece next() throws InterruptedException {
    while (!stopped) {
      Piece first = waiting.peek();
      boolean silent = proxy.conduct().silent().contains(way);
      if (first == null || silent) {
        wait();
        continue;
      }
      long left = first.due() - System.nanoTime();
      if (left <= 0) {
        waitingBytes -= first.bytes().length;
        notifyAll();
        return waiting.remove();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return null;
  }

  private synchronized int allowed(int wanted) {
    int allowed = (int) Math.min(wanted, bytesUntilCut);
    if (bytesUntilCut != Long.MAX_VALUE) {
      bytesUntilCut -= allowed;
    }
    return allowed;
  }

  /** On a narrow line a piece arrives when its last byte does. */
  private synchronized void travel(int bytes) throws InterruptedException {
    long rate = proxy.conduct().bytesPerSecond();
    long until = rate == 0 ? 0 : System.nanoTime() + bytes * 1_000_000_000L / rate;
    for (long left = until - System.nanoTime();
        rate > 0 && left > 0 && !stopped && proxy.conduct().bytesPerSecond() > 0;
        left = until - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
