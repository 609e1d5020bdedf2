package dev.commitcast.server.faults.soak;

/**
 * By how much a figure may differ without having grown.
 *
 * @param percent of the early figure
 * @param plus on top of that
 */
record Tolerance(long percent, long plus) {
  static Tolerance of(String figure) {
    return switch (figure) {
      // classes that are loaded late, caches that fill: a leak of a megabyte per fault shows
      case "heap kB" -> new Tolerance(25, 16_384);
      case "threads" -> new Tolerance(20, 15);
      case "files", "sockets" -> new Tolerance(20, 25);
      case "connections" -> new Tolerance(0, 12);
      // autovacuum comes when it comes
      case "pending_events kB" -> new Tolerance(100, 4_096);
      default -> new Tolerance(10, 50);
    };
  }

  long most(long early) {
    return early + early * percent / 100 + plus;
  }
}
