package dev.commitcast.persistence.config;

import java.util.regex.Pattern;

/**
 * The two schemas: one for the chat and booking tables, one for the log and its functions.
 * Immutable.
 *
 * @param app schema of the chat and booking tables, {@code public} unless configured
 * @param log schema of the log, {@code commitcast} unless configured; it also names the
 *     notification channels {@code <log>_wake}, {@code <log>_log} and {@code <log>_rooms}
 */
public record SchemaNames(String app, String log) {
  // Before DEFAULT, whose construction needs it.
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,49}");

  public static final SchemaNames DEFAULT = new SchemaNames("public", "commitcast");

  public SchemaNames {
    check("commitcast.schema.app", app);
    check("commitcast.schema.log", log);
    if (app.equals(log)) {
      throw new ConfigurationException(
          "commitcast.schema.log", log, "a schema other than that of the tables, " + app);
    }
  }

  public static SchemaNames from(Settings settings) {
    return new SchemaNames(
        settings.text("commitcast.schema.app", DEFAULT.app),
        settings.text("commitcast.schema.log", DEFAULT.log));
  }

  /** Writers notify on this channel while the sequencer sleeps. */
  public String wakeChannel() {
    return log + "_wake";
  }

  /** The sequencer notifies every node on this channel after each batch. */
  public String logChannel() {
    return log + "_log";
  }

  /** Nodes tell each other on this channel who is in which room, and what is said there. */
  public String roomChannel() {
    return log + "_rooms";
  }

  private static void check(String key, String name) {
    if (name == null || !PLAIN.matcher(name).matches() || name.startsWith("pg_")) {
      throw new ConfigurationException(
          key,
          name,
          "1 to 50 lower-case letters, digits and underscores, not starting with a digit or pg_");
    }
  }
}
