package dev.commitcast.server.faults.load;

/**
 * The names of one round of load.
 *
 * @param name no other round on this database has it
 */
public record Round(String name) {
  static final int COUNTERS = 4;
  static final int ACCOUNTS = 4;

  String counter(int number) {
    return name + "-counter-" + number;
  }

  String account(int number) {
    return "account:" + name + "-" + number;
  }

  /** A row that stands for itself. */
  public String row(String rest) {
    return name + "-" + rest;
  }

  /** A stream that the oracle counts although no writer appends to it. */
  public String stream(String rest) {
    return "account:" + name + "-" + rest;
  }

  boolean owns(String rowOrStream) {
    return rowOrStream.startsWith(name + "-") || rowOrStream.startsWith("account:" + name + "-");
  }
}
