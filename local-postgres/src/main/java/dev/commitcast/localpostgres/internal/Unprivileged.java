package dev.commitcast.localpostgres.internal;

import java.util.List;

/**
 * PostgreSQL refuses to run as root. A user namespace without a mapping makes root look like nobody
 * to the program, while its files stay readable and writable, wherever they lie.
 */
final class Unprivileged {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private Unprivileged() {}

  /** What to put before a command: nothing for an ordinary user. */
  static List<String> prefix() {
    return ROOT && !Platform.windows() ? List.of("unshare", "-U") : List.of();
  }
}
