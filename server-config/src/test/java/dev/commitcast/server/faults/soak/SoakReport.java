package dev.commitcast.server.faults.soak;

import dev.commitcast.server.faults.load.Tally;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a soak showed. Not thread-safe. */
final class SoakReport {
  private final long seed;
  private final Duration time;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Struck> struck = new ArrayList<>();

  /**
   * One fault of it.
   *
   * @param recoveryMillis until the first event committed after it was seen by all
   */
  record Struck(String fault, long atSeconds, long recoveryMillis) {}

  SoakReport(long seed, Duration time) {
    this.seed = seed;
    this.time = time;
  }

  void add(Sample sample) {
    samples.add(sample);
  }

  void add(Struck fault) {
    struck.add(fault);
  }

  int faults() {
    return struck.size();
  }

  /** Of every life that was long enough; each figure once. */
  List<Trend> trends() {
    Map<String, Map<String, List<Long>>> lives = new LinkedHashMap<>();
    for (Sample sample : samples) {
      sample
          .sorted()
          .forEach(
              (figure, value) ->
                  lives
                      .computeIfAbsent(sample.life(), any -> new LinkedHashMap<>())
                      .computeIfAbsent(figure, any -> new ArrayList<>())
                      .add(value));
    }
    List<Trend> trends = new ArrayList<>();
    lives.forEach(
        (life, figures) ->
            figures.forEach(
                (figure, values) -> {
                  if (Trend.isLong(values.size())) {
                    trends.add(Trend.of(life, figure, values));
                  }
                }));
    return trends;
  }

  JsonObject json(Tally tally) {
    JsonArrayBuilder faults = Json.createArrayBuilder();
    struck.forEach(
        one ->
            faults.add(
                Json.createObjectBuilder()
                    .add("fault", one.fault())
                    .add("atSeconds", one.atSeconds())
                    .add("recoveryMillis", one.recoveryMillis())));
    JsonArrayBuilder measured = Json.createArrayBuilder();
    for (Sample sample : samples) {
      JsonObjectBuilder figures = Json.createObjectBuilder();
      sample.sorted().forEach(figures::add);
      measured.add(
          Json.createObjectBuilder()
              .add("life", sample.life())
              .add("atSeconds", sample.atSeconds())
              .add("figures", figures));
    }
    return Json.createObjectBuilder()
        .add("seed", seed)
        .add("seconds", time.toSeconds())
        .add("commits", tally.commits())
        .add("events", tally.events())
        .add("lost", tally.lost())
        .add("doubled", tally.doubled())
        .add("reordered", tally.reordered())
        .add("invented", tally.invented())
        .add("forgotten", tally.forgotten())
        .add("resets", tally.resets())
        .add("faults", faults)
        .add("samples", measured)
        .build();
  }

  /** The page that is kept. */
  String page(Tally tally) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # A soak

        Written by `./mvnw verify -Psoak -Dcommitcast.faults.docs=true`; see [reliability](reliability.md#the-soak).

        %d minutes, seed %d, two nodes, %d faults. **%,d commits, %,d events; lost %d, doubled %d, out of order %d.**

        | fault | times | slowest recovery |
        | --- | --- | --- |
        """
            .formatted(
                time.toMinutes(),
                seed,
                struck.size(),
                tally.commits(),
                tally.events(),
                tally.lost(),
                tally.doubled(),
                tally.reordered()));
    for (String name : new TreeSet<>(struck.stream().map(Struck::fault).toList())) {
      List<Struck> same = struck.stream().filter(one -> one.fault().equals(name)).toList();
      page.append(
          "| %s | %d | %.1f s |%n"
              .formatted(
                  name,
                  same.size(),
                  same.stream().mapToLong(Struck::recoveryMillis).max().orElse(0) / 1000.0));
    }
    page.append(
        """

        Measured between faults; the heap after a full collection. Median of the second and of the last sixth
        of each process's life. A killed node begins a new life; lives of fewer than 12 samples are left out.

        | whose | figure | samples | early | late | allowed |
        | --- | --- | --- | --- | --- | --- |
        """);
    for (Trend trend : trends()) {
      page.append(
          "| %s | %s | %d | %,d | %,d%s | %,d |%n"
              .formatted(
                  trend.life(),
                  trend.figure(),
                  trend.samples(),
                  trend.early(),
                  trend.late(),
                  trend.isFlat() ? "" : " **grows**",
                  trend.most()));
    }
    return page.toString();
  }
}
