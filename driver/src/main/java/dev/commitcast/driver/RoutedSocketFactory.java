package dev.commitcast.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that take the ways of {@link Routes}. The driver knows this class by name alone and makes
 * one for each connection. Stateless, thread-safe.
 */
public final class RoutedSocketFactory extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new Routed();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Routed();
    try {
      socket.connect(address);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static final class Routed extends Socket {
    @Override
    public void connect(SocketAddress address) throws IOException {
      super.connect(Routes.to(address), 0);
    }

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
      super.connect(Routes.to(address), timeoutMillis);
    }
  }
}
