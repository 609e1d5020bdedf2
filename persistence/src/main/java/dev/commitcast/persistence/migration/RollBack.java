package dev.commitcast.persistence.migration;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import dev.commitcast.persistence.tunnel.Tunnel;
import dev.commitcast.persistence.tunnel.TunnelException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command that takes migrations back, with the libraries of the packed application as its class
 * path and the server's environment variables as its settings:
 *
 * <pre>{@code java -cp 'lib/*' dev.commitcast.persistence.migration.RollBack to 4 yes}</pre>
 *
 * <p>The danger: what a migration created is dropped with all data in it. So it says what it would
 * do until it is told {@code yes}, and it refuses while a node is connected, whose migrator would
 * not know and whose loops would fail.
 */
public final class RollBack {
  static final String USAGE =
      """
      Takes migrations back, and with them the tables that they created and all data in these.

        RollBack all yes     everything: schemas and extensions that the migration created, too
        RollBack to 4 yes    what is newer than version 4

      Without "yes" it only says what it would do. The database is that of POSTGRES_HOST,
      POSTGRES_PORT, POSTGRES_DB, POSTGRES_USER and POSTGRES_PASSWORD; the schemas are those of
      COMMITCAST_SCHEMA_APP and COMMITCAST_SCHEMA_LOG. Make a backup first, and stop every node.
      """;

  private final Map<String, String> environment;
  private final PrintStream out;

  RollBack(Map<String, String> environment, PrintStream out) {
    this.environment = Map.copyOf(environment);
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(new RollBack(System.getenv(), System.out).run(List.of(arguments)));
  }

  /** Answers the exit code: 0 done, 1 failed or refused, 2 not understood. */
  int run(List<String> arguments) {
    Optional<Integer> downTo = downTo(arguments);
    if (downTo.isEmpty()) {
      out.print(USAGE);
      return 2;
    }
    Settings settings = Settings.from(this::setting);
    try {
      DedicatedConnections connections =
          new DedicatedConnections(DatabaseSettings.ofOwner(settings));
      return run(
          settings, connections, downTo.get(), arguments.get(arguments.size() - 1).equals("yes"));
    } catch (ConfigurationException | TunnelException | MigrationException e) {
      out.println(e.getMessage());
    } catch (SQLException e) {
      out.println("The database cannot be asked: " + DatabaseErrors.explain(e));
    }
    return 1;
  }

  private int run(Settings settings, DedicatedConnections connections, int downTo, boolean sure)
      throws SQLException {
    DatabaseSettings target = connections.settings();
    String what =
        (downTo == 0 ? "every migration" : "the migrations newer than version " + downTo)
            + " of the schemas "
            + target.schemas().app()
            + " and "
            + target.schemas().log()
            + " at "
            + target;
    if (!sure) {
      out.println("This would take back " + what + ". Say yes at the end to do it.");
      return 1;
    }
    try (Tunnel ignored =
        Tunnel.open(settings, target.hosts(), new Journal(Clock.systemUTC(), Level.WARN, out))) {
      return takeBack(connections, downTo, what);
    }
  }

  private int takeBack(DedicatedConnections connections, int downTo, String what)
      throws SQLException {
    Set<String> nodes = new ConnectedNodes(connections).names();
    if (!nodes.isEmpty()) {
      out.println(
          "Refused: nodes are connected to this database ("
              + String.join(", ", nodes)
              + "). Stop every node first.");
      return 1;
    }
    int count = new SchemaMigration(connections).rollBack(downTo);
    out.println(
        "Took back " + count + (count == 1 ? " migration" : " migrations") + ": " + what + ".");
    return 0;
  }

  /** Empty if the arguments make no sense. */
  private static Optional<Integer> downTo(List<String> arguments) {
    List<String> words =
        !arguments.isEmpty() && arguments.get(arguments.size() - 1).equals("yes")
            ? arguments.subList(0, arguments.size() - 1)
            : arguments;
    if (words.equals(List.of("all"))) {
      return Optional.of(0);
    }
    boolean to =
        words.size() == 2 && words.get(0).equals("to") && words.get(1).matches("[1-9]\\d{0,5}");
    return to ? Optional.of(Integer.valueOf(words.get(1))) : Optional.empty();
  }

  /** As MicroProfile Config maps keys to environment variables. */
  private Optional<String> setting(String key) {
    String plain = key.replaceAll("[^A-Za-z0-9]", "_");
    return Optional.ofNullable(environment.get(key))
        .or(() -> Optional.ofNullable(environment.get(plain)))
        .or(() -> Optional.ofNullable(environment.get(plain.toUpperCase(Locale.ROOT))));
  }
}
