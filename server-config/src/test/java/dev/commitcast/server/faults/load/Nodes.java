package dev.commitcast.server.faults.load;

import java.net.URI;
import java.util.List;
import java.util.Random;

/**
 * How a client chooses among nodes: it prefers one and goes round when that does not answer, or
 * takes any. Not thread-safe.
 */
public final class Nodes {
  private final List<URI> uris;
  private final Random random;
  private int current;

  private Nodes(List<URI> uris, int current, Random random) {
    this.uris = List.copyOf(uris);
    this.current = current;
    this.random = random;
  }

  /** Stays with one while it answers. */
  public static Nodes preferring(List<URI> uris, int index) {
    return new Nodes(uris, index % uris.size(), null);
  }

  /** Takes another one each time. */
  public static Nodes any(List<URI> uris, long seed) {
    return new Nodes(uris, 0, new Random(seed));
  }

  URI next() {
    if (random != null) {
      current = random.nextInt(uris.size());
    }
    return uris.get(current);
  }

  void failed() {
    current = (current + 1) % uris.size();
  }
}
