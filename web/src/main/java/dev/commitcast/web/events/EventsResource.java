package dev.commitcast.web.events;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.security.Callers;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Pages of the log, and long polls; the live stream of the same path is {@link EventStreamFilter}.
 */
@Path("/events")
@RequestScoped
public class EventsResource {
  @Inject EventPages pages;
  @Inject SubscriptionHub hub;
  @Inject EventAccess access;
  @Inject ConnectionLimits limits;
  @Context HttpServletRequest request;
  @Resource ManagedExecutorService executor;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public void page(@Context UriInfo uri, @Suspended AsyncResponse response) {
    EventQuery query = EventQuery.of(uri.getQueryParameters(), null);
    Cursor start = pages.startOf(query);
    Caller caller = Callers.of(request);
    EventPages.Page page = pages.read(query, start, access.reading(caller, query.filter()));
    if (page.events().isEmpty() && !query.patience().isZero()) {
      waitForMore(query, page, caller, response);
    } else {
      response.resume(json(page, query));
    }
  }

  private void waitForMore(
      EventQuery query, EventPages.Page empty, Caller caller, AsyncResponse response) {
    Access granted = access.lasting(caller);
    Place.Lease place = limits.require(caller);
    try {
      Subscription subscription =
          hub.subscribe(
              new SubscriptionRequest(
                  query.filter(), new StartFrom.After(empty.next()), false, granted),
              new LongPoll(new Answering(query, empty, granted, response)));
      response.setTimeoutHandler(
          timedOut -> {
            // here and now: a handler that leaves without an answer gets 503 in its place
            timedOut.resume(empty.json(query.metadata()));
            subscription.close(CloseReason.DONE);
          });
      response.setTimeout(query.patience().toMillis(), TimeUnit.MILLISECONDS);
      CompletionCallback whenAnswered =
          failure -> {
            place.close();
            subscription.close(CloseReason.DONE);
          };
      response.register(whenAnswered);
      subscription.pump();
    } catch (HubUnavailableException e) {
      place.close();
      throw Problem.unavailable(e.getMessage(), Duration.ofSeconds(2)).asException(e);
    }
  }

  /** Answers on another thread than the hub's, which must neither read the database nor wait. */
  private final class Answering implements LongPoll.Answers {
    private final EventQuery query;
    private final EventPages.Page empty;
    private final Access granted;
    private final AsyncResponse response;

    Answering(EventQuery query, EventPages.Page empty, Access granted, AsyncResponse response) {
      this.query = query;
      this.empty = empty;
      this.granted = granted;
      this.response = response;
    }

    @Override
    public void look() {
      executor.execute(
          () -> {
            try {
              response.resume(json(read(), query));
            } catch (RuntimeException e) {
              response.resume(e);
            }
          });
    }

    private EventPages.Page read() {
      // an event may have come since, and before the hub has looked at the time
      if (granted.isExpired(Instant.now())) {
        throw EventAccess.tokenEnded(EventAccess.EXPIRED, null);
      }
      return pages.read(query, empty.next(), access.reading(granted.caller(), query.filter()));
    }

    @Override
    public void farewell() {
      // other threads may end with the node
      response.resume(empty.json(query.metadata()));
    }

    @Override
    public void refuse(String sentence) {
      executor.execute(() -> response.resume(EventAccess.tokenEnded(sentence, null)));
    }
  }

  /**
   * With its media type named: an answer that comes later would get the server's own notes in it.
   */
  private static Response json(EventPages.Page page, EventQuery query) {
    return Response.ok(page.json(query.metadata()), MediaType.APPLICATION_JSON_TYPE).build();
  }
}
