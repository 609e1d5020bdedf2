package dev.commitcast.notifications.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads from a {@link PromptSocket}. Owned by the thread that owns the socket. */
final class PromptInput extends InputStream {
  private final PromptSocket socket;

  PromptInput(PromptSocket socket) {
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return length == 0 ? 0 : socket.read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
