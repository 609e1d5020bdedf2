package dev.commitcast.server.leak;

import java.net.URI;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run: everybody moves and reads for some time, then comes to the end, and is judged. */
public final class LeakRun implements AutoCloseable {
  private static final int WRITERS = 3;
  private static final int PAGE_READERS = 8;
  private static final int REVOKERS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** Connects to the database as its owner. */
  public interface Database {
    Connection connect() throws SQLException;
  }

  private final Database database;
  private final long seed;
  private final Figures figures = new Figures();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);
  private final List<StreamReader> streams = new ArrayList<>();
  private final List<SocketReader> sockets = new ArrayList<>();
  private final Scene scene;

  /**
   * @param issuer whose tokens the nodes trust
   */
  public LeakRun(Database database, List<URI> nodes, TestIssuer issuer, long seed) {
    this.database = database;
    this.seed = seed;
    this.scene =
        new Scene(
            nodes,
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .executor(threads)
                .build(),
            timer,
            new Cast(issuer, seed),
            new Known(figures),
            new Scene.Evidence());
  }

  /** Everybody moves and reads, for so long; then those who read come to the end of the log. */
  public void live(Duration time) throws Exception {
    try (Connection connection = database.connect()) {
      scene.cast().settle(connection);
    }
    gather();
    long end = System.nanoTime() + time.toNanos();
    BooleanSupplier goesOn = () -> System.nanoTime() - end < 0;
    List<Future<?>> busy = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Moves moves = new Moves(scene.cast(), database.connect(), figures, i, seed + 1_000 + i);
      busy.add(
          start(
              () -> {
                try (moves) {
                  moves.run(goesOn);
                }
              }));
    }
    for (int i = 0; i < PAGE_READERS; i++) {
      PageReader reader = new PageReader(scene, seed + 2_000 + i);
      busy.add(start(() -> reader.run(goesOn)));
    }
    for (int i = 0; i < REVOKERS; i++) {
      long own = seed + 3_000 + i;
      busy.add(
          start(
              () -> {
                try (Connection connection = database.connect()) {
                  new Revoker(scene, connection, own).run(goesOn);
                }
              }));
    }
    for (Future<?> each : busy) {
      each.get();
    }
    long began = System.nanoTime();
    finish();
    figures.count("millis to the end", (System.nanoTime() - began) / 1_000_000);
  }

  /** Something that takes its time and may fail. */
  private interface Work {
    void run() throws Exception;
  }

  private Future<?> start(Work work) {
    Callable<Void> task =
        () -> {
          work.run();
          return null;
        };
    return threads.submit(task);
  }

  private void gather() {
    int number = 0;
    for (String user : scene.cast().users) {
      streams.add(new StreamReader(scene, user, number % 2 == 0, seed + 4_000 + number));
      sockets.add(new SocketReader(scene, user, seed + 5_000 + number));
      number++;
    }
    streams.add(new StreamReader(scene, Cast.OPERATOR, false, seed + 6_000));
    streams.forEach(StreamReader::open);
    sockets.forEach(SocketReader::open);
  }

  private void finish() throws Exception {
    long head;
    try (Connection connection = database.connect()) {
      // nothing is in the inbox any more, and so the log is whole
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (number(connection, "SELECT count(*) FROM commitcast.pending_events") > 0
          && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      head = number(connection, "SELECT max(version) FROM commitcast.events");
    }
    streams.forEach(StreamReader::finish);
    sockets.forEach(SocketReader::finish);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!(streams.stream().allMatch(each -> each.isThrough(head))
            && sockets.stream().allMatch(each -> each.isThrough(head)))
        && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (StreamReader each : streams) {
      if (!each.isThrough(head)) {
        scene.fault("It did not come to " + head + ": " + each);
      }
    }
    for (SocketReader each : sockets) {
      if (!each.isThrough(head)) {
        scene.fault("It did not come to " + head + ": " + each);
      }
    }
    streams.forEach(StreamReader::collect);
    sockets.forEach(SocketReader::collect);
  }

  /** What was wrong; nothing if all is well. */
  public List<String> verdict() throws SQLException {
    History history;
    try (Connection connection = database.connect()) {
      history = History.read(connection);
      if (!history.members().equals(members(connection))) {
        scene.fault("The log tells of other memberships than the table.");
      }
    }
    Judge judge = new Judge(history, figures);
    scene.evidence().sessions().forEach(judge::judge);
    scene.evidence().readings().forEach(judge::judge);
    scene.evidence().refusals().forEach(judge::judge);
    scene.evidence().namings().forEach(judge::judge);
    List<String> all = new ArrayList<>(judge.sentences());
    scene.evidence().faults().stream().limit(20).forEach(all::add);
    figures.count("events", history.log().size());
    figures.count("revocations in the log", history.revocations());
    for (String name : List.of("leaks", "missing", "faults")) {
      figures.count(name, 0);
    }
    return all;
  }

  private static Set<String> members(Connection connection) throws SQLException {
    Set<String> members = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT user_id, channel_id FROM public.channel_members")) {
      while (row.next()) {
        members.add(row.getString(1) + " channel:" + row.getString(2));
      }
    }
    return members;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Counts of all that was done and seen. */
  public String figures() {
    return figures.toString();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
