package dev.commitcast.web.subscriptions;

import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.domain.subscription.UnknownSubscriptionException;
import dev.commitcast.notifications.consumer.ConsumerSettings;
import dev.commitcast.notifications.consumer.PersistentSubscriptions;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.events.AcceptHeader;
import dev.commitcast.web.events.EventStreams;
import dev.commitcast.web.events.Writers;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import dev.commitcast.web.problem.Diagnosis;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.security.Callers;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** Serves {@code GET /api/subscriptions/{name}/events}: each connection is a consumer. */
@WebFilter(urlPatterns = "/api/subscriptions/*", asyncSupported = true)
public class DeliveryStreamFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Pattern EVENTS = Pattern.compile("/api/subscriptions/([^/]+)/events$");
  private static final List<String> KNOWN = List.of("metadata", "window");
  private static final int MIN_RETRY = 2_000;
  private static final int MAX_RETRY = 5_000;

  private transient PersistentSubscriptions subscriptions;
  private transient Writers writers;
  private transient ConnectionLimits limits;
  private transient int usualWindow;

  /** For the container, which injects the rest. */
  public DeliveryStreamFilter() {}

  @Inject
  void set(
      PersistentSubscriptions all, Writers threads, ConnectionLimits connections, Config config) {
    this.limits = connections;
    this.subscriptions = all;
    this.writers = threads;
    this.usualWindow = ConsumerSettings.from(Settings.of(config)).window();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Matcher path = EVENTS.matcher(request.getRequestURI());
    if (!request.getMethod().equals("GET") || !path.find() || !wantsStream(request)) {
      chain.doFilter(request, response);
      return;
    }
    try {
      open(request, response, SubscriptionsResource.named(decoded(path.group(1))));
    } catch (ProblemException e) {
      e.problem().answer(request, response);
    } catch (IllegalStateException e) {
      Problem.unavailable(e.getMessage(), Duration.ofMillis(MIN_RETRY)).answer(request, response);
    } catch (RuntimeException e) {
      Diagnosis.of(e).answer(request, response);
    }
  }

  /** As the other resources get it: a name may hold a colon, which some clients write as %3A. */
  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean wantsStream(HttpServletRequest request) {
    String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
    return AcceptHeader.choose(accept) == AcceptHeader.Choice.EVENT_STREAM;
  }

  private void open(HttpServletRequest request, HttpServletResponse response, SubscriptionName name)
      throws IOException {
    for (String given : request.getParameterMap().keySet()) {
      if (!KNOWN.contains(given)) {
        throw Problem.invalidParameter(
                given, "There is no such parameter; known are " + String.join(", ", KNOWN) + ".")
            .asException();
      }
    }
    int window = window(request.getParameter("window"));
    boolean metadata = flag("metadata", request.getParameter("metadata"));
    if (subscriptions.find(name).isEmpty()) {
      throw new UnknownSubscriptionException(name);
    }
    Place place = limits.acquire(Callers.of(request));
    if (place instanceof Place.Refusal refusal) {
      refusal.met().answer(request, response);
      return;
    }
    AsyncContext context = EventStreams.begin(request, response, (Place.Lease) place);
    Duration retry =
        Duration.ofMillis(ThreadLocalRandom.current().nextInt(MIN_RETRY, MAX_RETRY + 1));
    DeliveryStream stream =
        new DeliveryStream(context, response.getOutputStream(), metadata, retry, writers);
    try {
      stream.start(subscriptions.stream(name, window, stream), window);
    } catch (RuntimeException e) {
      // deleted meanwhile, or the server stops; the request is asynchronous by now
      Problem.unavailable("The subscription cannot be consumed now.", retry)
          .answer(request, response);
      context.complete();
    }
  }

  private static boolean flag(String name, String text) {
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw Problem.invalidParameter(name, name + " is true or false.").asException();
    }
    return "true".equals(text);
  }

  private int window(String text) {
    if (text == null) {
      return usualWindow;
    }
    try {
      int window = Integer.parseInt(text);
      if (window >= 1 && window <= ConsumerSettings.MOST_WINDOW) {
        return window;
      }
    } catch (NumberFormatException expected) {
      // the same sentence as for a number that is out of range follows
    }
    throw Problem.invalidParameter(
            "window", "window is a whole number from 1 to " + ConsumerSettings.MOST_WINDOW + ".")
        .asException();
  }
}
