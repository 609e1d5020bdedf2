package dev.commitcast.web.listener;

import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import dev.commitcast.notifications.hub.HubSettings;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.events.EventStreams;
import dev.commitcast.web.events.Writers;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.security.Callers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/** The open streams of notifications: begins them, keeps them alive, ends them. Thread-safe. */
@ApplicationScoped
public class NotificationStreams {
  static final int MOST_STREAMS = 1_000;

  private static final int MIN_RETRY = 2_000;
  private static final int MAX_RETRY = 5_000;

  @Inject PostgresListener listener;
  @Inject Writers writers;
  @Inject ConnectionLimits limits;
  @Inject Config config;
  @Resource ManagedScheduledExecutorService scheduler;

  private final Map<NotificationStream, List<Registration>> open = new ConcurrentHashMap<>();
  private ScheduledFuture<?> ticking;
  private Thread hook;
  private volatile boolean stopped;

  @PostConstruct
  void start() {
    long silence = HubSettings.from(Settings.of(config)).heartbeat().toNanos();
    long period = Math.max(1, TimeUnit.NANOSECONDS.toMillis(silence) / 4);
    ticking =
        scheduler.scheduleWithFixedDelay(
            () -> open.keySet().forEach(stream -> stream.tick(silence)),
            period,
            period,
            TimeUnit.MILLISECONDS);
    // a stopping server waits for open connections before it tells any bean
    hook = new Thread(this::endAll, "commitcast-notifications-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @PreDestroy
  void stop() {
    ticking.cancel(false);
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // the hook is running already
    }
  }

  private void endAll() {
    stopped = true;
    open.keySet().forEach(NotificationStream::end);
  }

  /** Answers with a stream of what is notified from now on. */
  void open(HttpServletRequest request, HttpServletResponse response, Set<String> channels)
      throws IOException {
    Duration retry =
        Duration.ofMillis(ThreadLocalRandom.current().nextInt(MIN_RETRY, MAX_RETRY + 1));
    if (stopped || open.size() >= MOST_STREAMS) {
      Problem.unavailable("This node takes no more streams of notifications now.", retry)
          .answer(request, response);
      return;
    }
    Place place = limits.acquire(Callers.of(request));
    if (place instanceof Place.Refusal refusal) {
      refusal.met().answer(request, response);
      return;
    }
    AsyncContext context = EventStreams.begin(request, response, (Place.Lease) place);
    NotificationStream stream =
        new NotificationStream(context, response.getOutputStream(), writers, this::close);
    List<Registration> registrations = new CopyOnWriteArrayList<>();
    open.put(stream, registrations);
    try {
      for (String channel : channels) {
        registrations.add(listener.listen(channel, "http " + request.getRemoteAddr(), stream));
      }
    } catch (RuntimeException e) {
      close(stream);
      Problem.unavailable(e.getMessage(), retry).answer(request, response);
      context.complete();
      return;
    }
    stream.start(retry);
    if (stopped) {
      stream.end();
    }
  }

  /** With it goes its part of the LISTEN. */
  private void close(NotificationStream stream) {
    List<Registration> registrations = open.remove(stream);
    if (registrations != null) {
      registrations.forEach(Registration::close);
    }
  }
}
