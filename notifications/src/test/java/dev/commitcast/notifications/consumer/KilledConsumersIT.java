package dev.commitcast.notifications.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.testing.LogDatabase;
import dev.commitcast.notifications.testing.RunningNode;
import dev.commitcast.notifications.testing.RunningSequencer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four consumers in processes of their own, one of which is killed or frozen again and again while
 * writers append: every event has its effect exactly once, in the order of its stream.
 *
 * <p>{@code -Dcommitcast.test.killed-consumers.seconds=60} makes it longer.
 */
class KilledConsumersIT {
  private static final int SECONDS =
      Integer.getInteger("commitcast.test.killed-consumers.seconds", 10);
  private static final Duration LEASE = Duration.ofMillis(1_500);
  private static final int CONSUMERS = 4;
  private static final int WRITERS = 3;
  private static final int STREAMS = 200;
  private static final SubscriptionName NAME = new SubscriptionName("effects");

  private final List<Program> programs = new ArrayList<>();
  private final AtomicLong appended = new AtomicLong();
  private int started;
  private int killed;
  private int frozen;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void everyEventHasItsEffectExactlyOnceAndInOrder() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KilledConsumersIT seed " + seed);
    Random random = new Random(seed);
    LogDatabase database = LogDatabase.fresh();
    database.run(
        "CREATE TABLE public.effects (n bigserial, version bigint, stream text,"
            + " stream_version bigint, node text)");
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try (RunningSequencer ignored = RunningSequencer.on(database);
        RunningNode observer = RunningNode.on(database.connections(), "observer")) {
      observer
          .persistent()
          .create(
              SubscriptionDefinition.of(
                      NAME.value(),
                      new EventFilter(Set.of(), Set.of(), Set.of(), Set.of("account")))
                  .from(StartPosition.beginning())
                  .partitions(16));
      for (int i = 0; i < CONSUMERS; i++) {
        programs.add(start(database));
      }
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        long writerSeed = seed + i;
        writing.add(writers.submit(() -> write(database, new Random(writerSeed), until)));
      }
      while (System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(1_500 + random.nextInt(1_500));
        harm(database, random);
      }
      for (Future<?> each : writing) {
        each.get();
      }
      long head = database.quietHead(Duration.ofSeconds(120));
      assertThat(observer.persistent().awaitCheckpoint(NAME, head, Duration.ofSeconds(150)))
          .as("all is handled: %s", observer.persistent().info(NAME))
          .isTrue();
      report(database);
      truth(database);
    } finally {
      writers.shutdownNow();
      programs.forEach(Program::kill);
    }
  }

  private Void write(LogDatabase database, Random random, long until) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement append =
            connection.prepareStatement("SELECT commitcast.append(?, 'deposited', '{}')")) {
      while (System.nanoTime() < until) {
        append.setString(1, "account:" + random.nextInt(STREAMS));
        append.execute();
        appended.incrementAndGet();
        // as fast as this machine's cores let consumers follow
        if (random.nextInt(20) == 0) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /**
   * Kills a consumer and starts another; or stops one for longer than its lease, as a swap would.
   */
  private void harm(LogDatabase database, Random random) throws Exception {
    Program victim = programs.get(random.nextInt(programs.size()));
    if (random.nextInt(3) == 0) {
      frozen++;
      victim.signal("STOP");
      TimeUnit.MILLISECONDS.sleep(LEASE.toMillis() * 3 / 2);
      victim.signal("CONT");
    } else {
      killed++;
      victim.kill();
      programs.remove(victim);
      programs.add(start(database));
    }
  }

  private Program start(LogDatabase database) throws IOException {
    return Program.start(database, "node-" + (1 + started++ % 2) + "-" + started);
  }

  private void report(LogDatabase database) throws SQLException {
    System.out.printf(
        "%d s: %d events appended, %d effects by %d processes; %d killed, %d frozen%n",
        SECONDS,
        appended.get(),
        database.number("SELECT count(*) FROM public.effects"),
        database.number("SELECT count(DISTINCT node) FROM public.effects"),
        killed,
        frozen);
  }

  private void truth(LogDatabase database) throws SQLException {
    assertThat(killed + frozen).as("harm was done").isPositive();
    assertThat(database.number("SELECT count(DISTINCT node) FROM public.effects"))
        .as("processes that had an effect")
        .isGreaterThan(2);
    assertThat(database.number("SELECT count(*) FROM commitcast.events"))
        .as("events in the log")
        .isEqualTo(appended.get());
    assertThat(
            database.rows(
                "SELECT version FROM commitcast.events EXCEPT ALL"
                    + " SELECT version FROM public.effects"))
        .as("events without an effect")
        .isEmpty();
    assertThat(
            database.rows(
                "SELECT version FROM public.effects EXCEPT ALL"
                    + " SELECT version FROM commitcast.events"))
        .as("effects that are there twice")
        .isEmpty();
    assertThat(
            database.rows(
                "SELECT stream, n, stream_version FROM (SELECT stream, n, stream_version,"
                    + " row_number() OVER (PARTITION BY stream ORDER BY n) AS place"
                    + " FROM public.effects) AS e WHERE stream_version <> place"))
        .as("effects out of their stream's order")
        .isEmpty();
    assertThat(database.number("SELECT count(*) FROM commitcast.parked_events")).isZero();
  }

  /** One consumer's process. */
  private record Program(Process process) {
    static Program start(LogDatabase database, String node) throws IOException {
      var settings = database.connections().settings();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx96m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ConsumerProcess.class.getName(),
                  settings.host(),
                  Integer.toString(settings.port()),
                  settings.database(),
                  settings.user(),
                  settings.password(),
                  NAME.value(),
                  node,
                  Long.toString(LEASE.toMillis()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(out.readLine()).as("what %s says first", node).isEqualTo("ready");
      return new Program(process);
    }

    void kill() {
      process.destroyForcibly();
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
  }
}
