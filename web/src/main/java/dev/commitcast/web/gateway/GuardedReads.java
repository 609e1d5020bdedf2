package dev.commitcast.web.gateway;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Stands between the server's WebSocket and the connection that it reads from, to where no
 * interface for applications leads.
 *
 * <p>The server refuses a frame that is too large by its header, but not one that continues a
 * message that has not begun; and it keeps a buffer of 8 KB for each piece in which a frame comes,
 * however small. Here such a frame ends its connection, and a read waits until its buffer is full
 * or the frame complete. For this the field in which a connection keeps its way to read is given
 * another one, before the first read.
 *
 * <p>Immutable; each connection has a state of its own.
 */
final class GuardedReads {
  private static final String CALLBACK = "com.ibm.wsspi.tcpchannel.TCPReadCompletedCallback";

  private final Method connectionOfSession;
  private final Field linkOfConnection;
  private final Field readsOfLink;
  private final Class<?> readsType;
  private final Class<?> callbackType;
  private final Method read;
  private final Method complete;
  private final Method error;
  private final Method statusOfLink;
  private final Method closeLink;
  private final Method socket;
  private final Method buffer;
  private final Method bytes;

  private GuardedReads(ClassLoader server) throws ReflectiveOperationException {
    connectionOfSession =
        server.loadClass("com.ibm.ws.wsoc.external.SessionExt").getMethod("getSessionImpl");
    linkOfConnection = field(connectionOfSession.getReturnType(), "connLink");
    Class<?> link = linkOfConnection.getType();
    statusOfLink = link.getMethod("getLinkStatus");
    closeLink =
        link.getMethod("closeUsingSession", CloseReason.class, boolean.class, boolean.class);
    readsOfLink = field(link, "tcpReadContext");
    readsType = readsOfLink.getType();
    callbackType = readsType.getClassLoader().loadClass(CALLBACK);
    read = readsType.getMethod("read", long.class, callbackType, boolean.class, int.class);
    Class<?> way = read.getReturnType();
    complete = callbackType.getMethod("complete", way, readsType);
    error = callbackType.getMethod("error", way, readsType, IOException.class);
    socket = method(readsType, Socket.class, "getSocket");
    buffer = readsType.getMethod("getBuffer");
    bytes = method(buffer.getReturnType(), ByteBuffer.class, "getWrappedByteBuffer");
  }

  /**
   * Looks for all that is needed.
   *
   * @param server what loads the classes of its WebSocket
   * @throws ReflectiveOperationException if this server is built in another way
   */
  static GuardedReads of(ClassLoader server) throws ReflectiveOperationException {
    return new GuardedReads(server);
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Method method(Class<?> type, Class<?> answer, String name)
      throws NoSuchMethodException {
    Method method = type.getMethod(name);
    if (!method.getReturnType().equals(answer)) {
      throw new NoSuchMethodException(method + " that returns " + answer);
    }
    return method;
  }

  /** Guards one connection; called while its session opens, as nothing is read before that. */
  Farewells.Connection guard(Session session) throws ReflectiveOperationException {
    Object link = linkOfConnection.get(connectionOfSession.invoke(session));
    Object connection = readsOfLink.get(link);
    Socket itself = (Socket) socket.invoke(connection);
    readsOfLink.set(link, new Guarded(connection).reads);
    return new Ended(link, itself);
  }

  /**
   * The end of a connection. Only the server may close it: a channel that is closed by others
   * throws in the midst of what the server does for all connections.
   */
  private final class Ended implements Farewells.Connection {
    private final Object link;
    private final Socket socket;

    Ended(Object link, Socket socket) {
      this.link = link;
      this.socket = socket;
    }

    @Override
    public void endInput() throws IOException {
      if (!socket.isClosed()) {
        socket.shutdownInput();
      }
    }

    @Override
    public void end() throws ReflectiveOperationException {
      String status = statusOfLink.invoke(link).toString();
      if (!socket.isClosed() && !status.equals("CLOSED") && !status.equals("IO_NOT_OK")) {
        // straight, without a further frame
        closeLink.invoke(link, null, false, true);
      }
    }
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object call(Method method, Object on, Object... arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** One connection. The server reads one piece after the other. */
  private final class Guarded {
    private final FrameSequence frames = new FrameSequence();
    private final Object connection;
    private final Object reads;

    Guarded(Object connection) {
      this.connection = connection;
      this.reads = proxy(readsType, (self, method, arguments) -> read(method, arguments));
    }

    private Object read(Method method, Object[] arguments) throws Throwable {
      if (method.equals(read)) {
        Object asks = arguments[1];
        arguments[0] = Math.max((long) arguments[0], Math.min(frames.missing(), room()));
        arguments[1] =
            proxy(callbackType, (self, answer, answers) -> answered(asks, answer, answers));
      }
      return call(method, connection, arguments);
    }

    private Object answered(Object asks, Method answer, Object[] answers) throws Throwable {
      if (answer.equals(complete)) {
        try {
          frames.take(arrived());
        } catch (ProtocolException e) {
          return call(error, asks, answers[0], reads, e);
        }
      }
      if (answer.equals(complete) || answer.equals(error)) {
        // what it reads next comes by here again
        answers[1] = reads;
      }
      return call(answer, asks, answers);
    }

    private long room() throws Throwable {
      return all().remaining();
    }

    private ByteBuffer arrived() throws Throwable {
      return all().duplicate().flip();
    }

    private ByteBuffer all() throws Throwable {
      return (ByteBuffer) call(bytes, call(buffer, connection));
    }
  }
}
