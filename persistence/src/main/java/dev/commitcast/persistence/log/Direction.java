package dev.commitcast.persistence.log;

/** Which way a stream is read. */
public enum Direction {
  FORWARDS,
  BACKWARDS
}
