package dev.commitcast.server.faults.proxy;

/** Which way bytes go. The client is who connected to the proxy. */
public enum Direction {
  TO_SERVER,
  TO_CLIENT
}
