package dev.commitcast.notifications.transfer;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.DatabaseSettings;
import dev.commitcast.persistence.config.DedicatedConnections;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.error.DatabaseErrors;
import dev.commitcast.persistence.journal.Journal;
import dev.commitcast.persistence.journal.Level;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferFault;
import dev.commitcast.persistence.transfer.TransferState;
import dev.commitcast.persistence.tunnel.Tunnel;
import dev.commitcast.persistence.tunnel.TunnelException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The commands {@code import} and {@code export}, with the libraries of the packed application as
 * their class path and the server's environment variables as their settings. No node has to run;
 * what is imported gets its versions when one does.
 */
public final class TransferCommand {
  private static final long SAY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<String, String> environment;
  private final PrintStream say;
  private long saidAt = System.nanoTime();

  TransferCommand(Map<String, String> environment, PrintStream say) {
    this.environment = Map.copyOf(environment);
    this.say = say;
  }

  public static void main(String[] arguments) {
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    System.exit(new TransferCommand(System.getenv(), err).run(List.of(arguments)));
  }

  /** Answers the exit code: 0 done, 1 failed or stopped, 2 not understood. */
  int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      say.print(TransferArguments.USAGE);
      return 0;
    }
    try {
      TransferArguments understood = TransferArguments.read(arguments);
      Settings settings = Settings.from(this::setting);
      DatabaseSettings database = DatabaseSettings.from(settings);
      DedicatedConnections connections = new DedicatedConnections(database);
      Journal journal = new Journal(Clock.systemUTC(), Level.WARN, say);
      try (Tunnel ignored = Tunnel.open(settings, database.hosts(), journal)) {
        return understood.imports()
            ? bringIn(understood, connections)
            : writeOut(understood, connections);
      }
    } catch (IllegalArgumentException e) {
      say.println(e.getMessage());
      say.print(TransferArguments.USAGE);
      return 2;
    } catch (ConfigurationException | TunnelException | TransferException e) {
      say.println(e.getMessage());
    } catch (IOException e) {
      say.println("The file cannot be written or read: " + e.getMessage());
    } catch (RuntimeException e) {
      say.println("The database failed: " + DatabaseErrors.explain(e));
    }
    return 1;
  }

  private int bringIn(TransferArguments arguments, DedicatedConnections connections)
      throws IOException {
    Path file = arguments.file();
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException("There is no file " + file + " that can be read.");
    }
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new SecureRandom());
    Importer importer =
        new Importer(connections, connections.settings().schemas(), () -> ulids.next().value());
    Format format = arguments.format().isPresent() ? arguments.format().get() : Format.sniff(file);
    Pace pace = new Pace();
    Transfer ended =
        importer.run(
            new ImportRequest(
                file,
                format,
                file.getFileName().toString(),
                arguments.table(),
                arguments.onError()),
            now -> {
              pace.at(now, System.nanoTime());
              sayNowAndThen(pace::line);
            },
            () -> false);
    say.println(pace.line());
    for (TransferFault fault : ended.faults()) {
      say.println("  line " + fault.line() + ": " + fault.reason());
    }
    if (ended.faulty() > ended.faults().size()) {
      say.println("  and " + (ended.faulty() - ended.faults().size()) + " more");
    }
    say.println(sentence(ended, file));
    return ended.state() == TransferState.DONE ? 0 : 1;
  }

  private static String sentence(Transfer ended, Path file) {
    return switch (ended.state()) {
      case DONE -> "Imported " + file + ".";
      case STOPPED ->
          "Stopped. Correct the line and run the same again, or run it with --on-error skip.";
      default -> "Not finished; run the same again to go on.";
    };
  }

  private int writeOut(TransferArguments arguments, DedicatedConnections connections)
      throws IOException {
    Exporter exporter =
        new Exporter(new EventLog(new OneByOne(connections), connections.settings().schemas()));
    Path file = arguments.file();
    Consumer<Exporter.Progress> progress =
        now ->
            sayNowAndThen(
                () -> now.events() + " events, version " + now.version() + " of " + now.head());
    Exporter.Progress done;
    if (file.toString().equals("-")) {
      done =
          exporter.toJsonLines(
              new FileOutputStream(FileDescriptor.out),
              arguments.after(),
              arguments.versions(),
              progress);
    } else {
      Format format = arguments.format().orElseGet(() -> Format.named(file));
      done = exporter.toFile(file, format, arguments.after(), arguments.versions(), progress);
    }
    say.println("Exported " + done.events() + " events, up to version " + done.version() + ".");
    return 0;
  }

  private void sayNowAndThen(Supplier<String> line) {
    if (System.nanoTime() - saidAt >= SAY_EVERY_NANOS) {
      saidAt = System.nanoTime();
      say.println(line.get());
    }
  }

  /** As MicroProfile Config maps keys to environment variables. */
  private Optional<String> setting(String key) {
    String plain = key.replaceAll("[^A-Za-z0-9]", "_");
    return Optional.ofNullable(environment.get(key))
        .or(() -> Optional.ofNullable(environment.get(plain)))
        .or(() -> Optional.ofNullable(environment.get(plain.toUpperCase(Locale.ROOT))));
  }
}
