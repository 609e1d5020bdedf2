package dev.commitcast.notifications.metrics;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * Registers metrics under the names of docs/metrics.md, each with its sentence. As thread-safe as
 * the registry, which is.
 *
 * @param registry where they go
 */
public record Meters(MetricRegistry registry) {
  private static final Duration LONGEST = Duration.ofDays(365);

  public Meters {
    Objects.requireNonNull(registry, "Meters need a registry.");
  }

  public Counter counter(String name, String description, Tag... tags) {
    return registry.counter(described(name, description), tags);
  }

  /** In seconds, with the buckets of META-INF/microprofile-config.properties. */
  public Timer timer(String name, String description, Tag... tags) {
    return registry.timer(described(name, description), tags);
  }

  public Histogram histogram(String name, String description, Tag... tags) {
    return registry.histogram(described(name, description), tags);
  }

  public void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    registry.gauge(described(name, description), value, tags);
  }

  public void remove(String name, Tag... tags) {
    registry.remove(new MetricID(name, tags));
  }

  /**
   * Notes a time between two clocks, or one of an imported event: a negative one counts as none,
   * and none is longer than a timer can hold.
   */
  public static void note(Timer timer, Duration time) {
    Duration known = time.isNegative() ? Duration.ZERO : time;
    timer.update(known.compareTo(LONGEST) > 0 ? LONGEST : known);
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
