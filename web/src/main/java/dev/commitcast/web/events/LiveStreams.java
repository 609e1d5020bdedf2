package dev.commitcast.web.events;

import dev.commitcast.notifications.hub.Frame;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Turns requests into event streams that leave through the servlet outlet. Thread-safe. */
@ApplicationScoped
public class LiveStreams {
  @Inject SubscriptionHub hub;
  @Inject Writers writers;
  @Inject ConnectionLimits limits;

  /**
   * Answers with an event stream, or with a problem if there can be none now.
   *
   * @param format prints frames in as few pieces as possible
   */
  public void open(
      HttpServletRequest request,
      HttpServletResponse response,
      SubscriptionRequest wish,
      Function<List<Frame>, List<byte[]>> format)
      throws IOException {
    try {
      hub.requireOpen();
    } catch (HubUnavailableException e) {
      busy(e).answer(request, response);
      return;
    }
    Place place = limits.acquire(Callers.of(request));
    if (place instanceof Place.Refusal refusal) {
      refusal.met().answer(request, response);
      return;
    }
    AsyncContext context = EventStreams.begin(request, response, (Place.Lease) place);
    ServletOutlet outlet = new ServletOutlet(context, response.getOutputStream(), format, writers);
    try {
      outlet.start(hub.subscribe(wish, outlet));
    } catch (HubUnavailableException e) {
      // others came first; the request is asynchronous by now and must be ended by us
      busy(e).answer(request, response);
      context.complete();
    }
  }

  private static Problem busy(HubUnavailableException reason) {
    return Problem.unavailable(reason.getMessage(), Duration.ofSeconds(2));
  }
}
