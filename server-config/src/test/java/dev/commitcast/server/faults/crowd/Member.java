package dev.commitcast.server.faults.crowd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One of the crowd. Belongs to the crowd's thread. */
final class Member {
  private final List<URI> nodes;
  private final List<Long> versions = new ArrayList<>();
  private int node;
  private String lastId;
  private SocketChannel channel;
  private FrameScanner scanner;
  private boolean greeted;
  private int visits;
  private long comesBackAt;

  Member(List<URI> nodes, String from, long comesAt) {
    this.nodes = nodes;
    this.lastId = from;
    this.comesBackAt = comesAt;
  }

  boolean greeted() {
    return greeted;
  }

  int visits() {
    return visits;
  }

  List<Long> versions() {
    return versions;
  }

  boolean isDue(long now) {
    return channel == null && now - comesBackAt >= 0;
  }

  void connect(Selector selector) throws IOException {
    URI uri = nodes.get(node);
    channel = SocketChannel.open();
    channel.configureBlocking(false);
    scanner = new FrameScanner(this::take);
    channel.register(selector, SelectionKey.OP_CONNECT, this);
    channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
  }

  void finishConnect(SelectionKey key) throws IOException {
    channel.finishConnect();
    key.interestOps(SelectionKey.OP_READ);
    URI uri = nodes.get(node);
    String request =
        "GET %s?%s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nLast-Event-ID: %s\r\n\r\n"
            .formatted(uri.getRawPath(), uri.getRawQuery(), uri.getAuthority(), lastId);
    ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("A fresh connection takes no request of " + request.length());
    }
    visits++;
  }

  /** Reads what is there; false when the connection is over. */
  boolean read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      return false;
    }
    buffer.flip();
    return scanner.take(buffer);
  }

  /** Goes to the next node, after a moment. */
  void leave(long comesBack) {
    disconnect();
    node = (node + 1) % nodes.size();
    comesBackAt = comesBack;
  }

  void disconnect() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException ignored) {
      // it is gone either way
    }
    channel = null;
    greeted = false;
  }

  private void take(FrameScanner.Frame frame) {
    greeted |= frame.type().equals("resume");
    lastId = frame.id() == null ? lastId : frame.id();
    if (frame.isEvent()) {
      versions.add(Long.parseLong(lastId.substring(lastId.indexOf('.') + 1)));
    }
  }
}
