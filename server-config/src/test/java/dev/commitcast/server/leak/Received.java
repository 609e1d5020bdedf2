package dev.commitcast.server.leak;

import java.util.Arrays;

/** Versions in the order of their arrival, each with a mark of what came. Not thread-safe. */
final class Received {
  private long[] versions = new long[64];
  private int[] marks = new int[64];
  private int size;

  /** By which an event is compared with the log: its id and its room. */
  static int mark(String id, String room) {
    return 31 * id.hashCode() + (room == null ? 0 : room.hashCode());
  }

  void add(long version, int mark) {
    if (size == versions.length) {
      versions = Arrays.copyOf(versions, 2 * size);
      marks = Arrays.copyOf(marks, 2 * size);
    }
    versions[size] = version;
    marks[size++] = mark;
  }

  int size() {
    return size;
  }

  long version(int index) {
    return versions[index];
  }

  int mark(int index) {
    return marks[index];
  }

  long last() {
    return size == 0 ? 0 : versions[size - 1];
  }
}
