package dev.commitcast.notifications.prompt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes to a {@link PromptSocket}. Owned by the thread that owns the socket. */
final class PromptOutput extends OutputStream {
  private final PromptSocket socket;

  PromptOutput(PromptSocket socket) {
    this.socket = socket;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    socket.write(ByteBuffer.wrap(source, offset, length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
