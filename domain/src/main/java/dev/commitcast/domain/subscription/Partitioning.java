package dev.commitcast.domain.subscription;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * How streams are spread over partitions: the CRC-32 (as in zip and PNG) of the stream's name in
 * UTF-8, modulo the number of partitions. Immutable.
 *
 * @param partitions 1 to 256
 */
public record Partitioning(int partitions) {
  public static final int MOST = 256;

  public Partitioning {
    if (partitions < 1 || partitions > MOST) {
      throw new IllegalArgumentException(
          "A subscription has 1 to " + MOST + " partitions, not " + partitions + ".");
    }
  }

  /** The partition of a stream, from 0. */
  public int of(String stream) {
    if (partitions == 1) {
      return 0;
    }
    CRC32 hash = new CRC32();
    hash.update(stream.getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % partitions);
  }
}
