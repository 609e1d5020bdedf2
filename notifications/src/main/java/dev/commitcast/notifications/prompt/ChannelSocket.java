package dev.commitcast.notifications.prompt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * The part of a socket over a channel that only passes on: options and addresses. Keep-alive comes
 * with short intervals. As thread-safe as a channel.
 */
abstract class ChannelSocket extends Socket {
  final SocketChannel channel;

  ChannelSocket(SocketChannel channel) throws SocketException {
    super((SocketImpl) null);
    this.channel = channel;
  }

  static SocketException closed(Exception cause) {
    SocketException closed = new SocketException("The socket is closed.");
    closed.initCause(cause);
    return closed;
  }

  /** With short intervals where the platform has them: two hours find nobody. */
  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    channel.socket().setKeepAlive(on);
    Set<?> supported = channel.supportedOptions();
    if (on && supported.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      try {
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 10);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 3);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
      } catch (IOException e) {
        throw closed(e);
      }
    }
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return channel.socket().getKeepAlive();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    channel.socket().setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return channel.socket().getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, on ? seconds : -1);
    } catch (IOException e) {
      throw closed(e);
    }
  }

  @Override
  public int getSoLinger() throws SocketException {
    return channel.socket().getSoLinger();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    channel.socket().setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return channel.socket().getReceiveBufferSize();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    channel.socket().setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return channel.socket().getSendBufferSize();
  }

  @Override
  public void bind(SocketAddress local) throws IOException {
    channel.bind(local);
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public SocketChannel getChannel() {
    // a caller that is shown the channel would read past this class
    return null;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isBound() {
    return channel.socket().isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return channel.socket().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return channel.socket().isOutputShutdown();
  }

  @Override
  public InetAddress getInetAddress() {
    return channel.socket().getInetAddress();
  }

  @Override
  public int getPort() {
    return channel.socket().getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return channel.socket().getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return channel.socket().getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return channel.socket().getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return channel.socket().getLocalSocketAddress();
  }
}
