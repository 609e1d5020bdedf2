package dev.commitcast.notifications.presence;

import dev.commitcast.notifications.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.IntSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What rooms count. Thread-safe. */
@ApplicationScoped
public class RoomMetrics {
  private Meters meters;
  private Counter notes;
  private Counter dropped;

  /** For the container's proxy. */
  protected RoomMetrics() {}

  @Inject
  public RoomMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
    notes = meters.counter("commitcast_room_notifications", "Notifications sent to other nodes");
    dropped =
        meters.counter(
            "commitcast_room_notes_dropped", "What other nodes were not told, or not in time");
  }

  void show(IntSupplier rooms) {
    meters.gauge("commitcast_rooms", "Rooms that a socket of this node is in", rooms::getAsInt);
  }

  void sent(int count) {
    notes.inc(count);
  }

  void dropped() {
    dropped.inc();
  }
}
