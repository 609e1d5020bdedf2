package dev.commitcast.web.gateway;

import dev.commitcast.notifications.metrics.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The gateway's numbers as MicroProfile Metrics. Thread-safe. */
@ApplicationScoped
public class MicroProfileGatewayMetrics implements GatewayMetrics {
  private static final String CLOSED = "commitcast_sockets_closed";
  private static final String CLOSED_WHAT = "Sockets that ended";
  private static final String MESSAGES = "commitcast_socket_messages";
  private static final String MESSAGES_WHAT = "Messages over sockets";

  private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
  private Meters meters;
  private Counter left;
  private Counter opened;
  private Counter received;
  private Counter sent;
  private Counter refused;
  private Counter talkDropped;

  /** For the container's proxy. */
  protected MicroProfileGatewayMetrics() {}

  @Inject
  public MicroProfileGatewayMetrics(MetricRegistry registry) {
    meters = new Meters(registry);
    opened = meters.counter("commitcast_sockets_opened", "Sockets ever opened");
    left = meters.counter(CLOSED, CLOSED_WHAT, new Tag("code", "client"));
    for (CloseCode code : CloseCode.values()) {
      String name = code.name().toLowerCase(Locale.ROOT);
      closed.put(code, meters.counter(CLOSED, CLOSED_WHAT, new Tag("code", name)));
    }
    received = meters.counter(MESSAGES, MESSAGES_WHAT, new Tag("direction", "in"));
    sent = meters.counter(MESSAGES, MESSAGES_WHAT, new Tag("direction", "out"));
    refused =
        meters.counter(
            "commitcast_socket_messages_refused", "Messages of clients answered with an error");
    talkDropped =
        meters.counter(
            "commitcast_room_messages_dropped",
            "What was said in rooms that slow sockets were not told");
  }

  @Override
  public void show(IntSupplier sockets) {
    meters.gauge("commitcast_sockets", "Sockets that are open on this node", sockets::getAsInt);
  }

  @Override
  public void opened() {
    opened.inc();
  }

  @Override
  public void closed(CloseCode code) {
    (code == null ? left : closed.get(code)).inc();
  }

  @Override
  public void received() {
    received.inc();
  }

  @Override
  public void sent() {
    sent.inc();
  }

  @Override
  public void refused() {
    refused.inc();
  }

  @Override
  public void talkDropped() {
    talkDropped.inc();
  }
}
