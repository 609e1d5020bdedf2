package dev.commitcast.server.contract;

import java.util.List;

/** What a store answered about one stream, in the order of what was given. */
record Appended(String stream, List<One> events) {
  /** One event of it. */
  record One(String id, long version, boolean repeated) {}

  List<Long> versions() {
    return events.stream().map(One::version).toList();
  }

  List<Boolean> repeated() {
    return events.stream().map(One::repeated).toList();
  }
}
