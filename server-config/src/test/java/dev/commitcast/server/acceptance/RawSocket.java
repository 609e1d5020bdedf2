package dev.commitcast.server.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client of the gateway that writes its frames by hand, and so may write wrong ones. */
final class RawSocket implements AutoCloseable {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int FIRST_PART = 0x01;
  static final int PART = 0x00;
  static final int LAST_PART = 0x80;
  static final int PING = 0x89;

  private static final int SILENCE_MILLIS = 20_000;

  private final Socket socket;
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

  private RawSocket(Socket socket) {
    this.socket = socket;
  }

  /** Opens one and reads the greeting, as frames count once that is there. */
  static RawSocket open(URI node, Map<String, String> headers) throws IOException {
    return open(new Socket(node.getHost(), node.getPort()), headers);
  }

  static RawSocket open(Socket connected, Map<String, String> headers) throws IOException {
    RawSocket opened = new RawSocket(connected);
    connected.setTcpNoDelay(true);
    connected.setSoTimeout(SILENCE_MILLIS);
    StringBuilder request =
        new StringBuilder("GET /notifications HTTP/1.1\r\nHost: 127.0.0.1:")
            .append(connected.getPort())
            .append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
            .append("Sec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
            .append("Sec-WebSocket-Protocol: commitcast.v1\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    opened.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    InputStream in = connected.getInputStream();
    for (int next = in.read(); next != '}'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Not greeted: " + opened.answered());
      }
      opened.answers.write(next);
    }
    return opened;
  }

  /** Masked by zeros. */
  static byte[] frame(int first, byte[] payload) {
    byte[] header = header(first, payload.length);
    return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).array();
  }

  static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a frame that says to be so long. */
  static byte[] header(int first, long length) {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
    if (length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      header.put((byte) 0xfe).putShort((short) length);
    } else {
      header.put((byte) 0xff).putLong(length);
    }
    header.putInt(0).flip();
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return bytes;
  }

  RawSocket write(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Writes this again and again, and reads nothing, until the connection has ended. */
  long writeOn(byte[] bytes) {
    long written = 0;
    try {
      while (true) {
        write(bytes);
        written += bytes.length;
      }
    } catch (IOException expected) {
      return written;
    }
  }

  /** Reads until the node has said this. */
  void await(String words) throws IOException {
    while (!answered().contains(words)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("Ended, without " + words + " in " + answered());
      }
      answers.write(next);
    }
  }

  /** All that the node says to this until it ends it, or tells it to go; or has been silent. */
  String answersTo(byte[] frames) {
    try {
      write(frames);
    } catch (IOException expected) {
      // refused before all was sent; what it says counts
    }
    try {
      InputStream in = socket.getInputStream();
      int next = in.read();
      while (next >= 0) {
        answers.write(next);
        next = isClosing() ? -1 : in.read();
      }
    } catch (SocketTimeoutException e) {
      return "NOT ENDED " + answered();
    } catch (IOException expected) {
      // ended before the node had read all
    }
    return answered();
  }

  /** Reads what comes, and answers nothing, until the connection has ended. */
  void awaitEnd() throws IOException {
    socket.setSoTimeout(20_000);
    try {
      while (socket.getInputStream().read() >= 0) {
        // whatever it says
      }
    } catch (SocketException expected) {
      // ended before the node had read all
    }
  }

  /**
   * Whether the beginning of a frame of the type close is the last that has come. That byte may be
   * part of a length, too; only a close goes on with a length below 126 and a code, 10xx or 44xx.
   */
  private boolean isClosing() {
    byte[] all = answers.toByteArray();
    int at = all.length - 4;
    return at > 0
        && all[at] == (byte) 0x88
        && all[at + 1] >= 2
        && all[at + 1] < 126
        && (all[at + 2] == 0x03 || all[at + 2] == 0x11);
  }

  private String answered() {
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
