package dev.commitcast.server.acceptance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Takes the frames of HTTP/1.1's chunked transfer coding off (RFC 9112, section 7.1). */
final class ChunkedInput extends InputStream {
  private final InputStream source;
  private int left;
  private boolean begun;
  private boolean ended;

  ChunkedInput(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = source.read(target, offset, Math.min(length, left));
    if (count < 0) {
      throw new EOFException("The connection ended in the midst of a chunk.");
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (begun) {
      line();
    }
    begun = true;
    String size = line();
    int extension = size.indexOf(';');
    left = Integer.parseInt(extension < 0 ? size : size.substring(0, extension), 16);
    ended = left == 0;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = source.read(); c != '\n'; c = source.read()) {
      if (c < 0) {
        throw new EOFException("The connection ended.");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
