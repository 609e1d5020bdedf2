package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.presence.Rooms;
import dev.commitcast.notifications.stop.NodeStopping;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.events.Writers;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/** The open sockets of this node: begins them, looks after them, ends them. Thread-safe. */
@ApplicationScoped
public class Gateway {
  private static final Logger LOG = System.getLogger(Gateway.class.getName());
  private static final long LOOK_MILLIS = 500;

  @Inject Config config;
  @Inject SubscriptionHub hub;
  @Inject Writers writers;
  @Inject Accesses accesses;
  @Inject Rooms rooms;
  @Inject ConnectionLimits limits;
  @Inject GatewayMetrics metrics;
  @Resource ManagedScheduledExecutorService scheduler;

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private SocketParts parts;
  private Farewells farewells;
  private ScheduledFuture<?> looking;
  private volatile boolean stopping;
  private volatile GuardedReads reads;

  @PostConstruct
  void start() {
    Settings all = Settings.of(config);
    GatewaySettings settings = GatewaySettings.from(all);
    HubSettings retries = HubSettings.from(all);
    parts =
        new SocketParts(
            settings, accesses::of, hub::subscribe, rooms, () -> retry(retries), writers, metrics);
    farewells = new Farewells(writers);
    looking =
        scheduler.scheduleWithFixedDelay(
            this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    metrics.show(open::size);
    try {
      Object container =
          ((ServletContext) event).getAttribute("jakarta.websocket.server.ServerContainer");
      reads = GuardedReads.of(container.getClass().getClassLoader());
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "This server is built in another way than the one that sockets are guarded in: whoever is"
              + " signed in can fill its memory with frames that continue nothing, or come byte by"
              + " byte. Use the version that Commitcast comes with.",
          e);
    }
  }

  /** The wire of a session that opens, guarded as far as the container does not do that. */
  Wire wire(Session session) {
    GuardedReads guarded = reads;
    if (guarded != null) {
      try {
        Farewells.Connection connection = guarded.guard(session);
        return new SessionWire(session, () -> farewells.add(connection));
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.WARNING, "A socket is not guarded against endless frames.", e);
      }
    }
    return new SessionWire(session, () -> {});
  }

  private static Duration retry(HubSettings settings) {
    long min = settings.minRetry().toMillis();
    long max = settings.maxRetry().toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(min, max + 1));
  }

  /** Begins a conversation; the socket may be closed again already when this returns. */
  Socket open(Caller caller, Wire wire) {
    metrics.opened();
    Place place = limits.acquire(caller);
    if (place instanceof Place.Refusal refusal) {
      Socket refused = new Socket(caller, wire, parts, () -> {});
      refused.end(CloseCode.TOO_MANY, refusal.met().sentence());
      return refused;
    }
    Socket socket = new Socket(caller, wire, parts, ((Place.Lease) place)::close);
    open.add(socket);
    try {
      hub.requireOpen();
      socket.start(hub.head());
    } catch (HubUnavailableException e) {
      socket.end(CloseCode.TRY_LATER, e.getMessage());
    } catch (ClosingException e) {
      socket.end(e.code(), e.getMessage());
    }
    if (stopping) {
      // the round of those who were open may have missed it
      socket.drain();
    }
    return socket;
  }

  /** The connection has ended. */
  void closed(Socket socket) {
    open.remove(socket);
    socket.gone();
  }

  private void look() {
    long now = System.nanoTime();
    Instant at = Instant.now();
    open.removeIf(socket -> !lookAfter(socket, now, at));
    farewells.look(now);
  }

  private static boolean lookAfter(Socket socket, long now, Instant at) {
    try {
      return socket.look(now, at);
    } catch (RuntimeException e) {
      // the others must be looked after, too
      LOG.log(Level.ERROR, "A socket could not be looked after.", e);
      return true;
    }
  }

  /** The hub ends its subscriptions, behind their last events; with the last its socket ends. */
  void onStopping(@Observes NodeStopping event) {
    stopping = true;
    open.stream().filter(socket -> !socket.hasSubscriptions()).forEach(Socket::drain);
  }

  @PreDestroy
  void stop() {
    stopping = true;
    looking.cancel(false);
    open.forEach(Socket::drain);
  }
}
